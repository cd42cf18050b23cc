import { ROOT } from '../../dns/index.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { distinctExchanges, recordsNaming } from '../../facts/mx/exchange.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/null-mx-with-others',
  severity: 'error',
  basis: 'standard',
  title: 'A null MX stands beside other MX records',
  why: 'A null MX says that the domain takes no mail; beside other hosts some senders refuse to deliver and others do not.',
  fix: 'Delete the null MX if the domain takes mail, or all the others if it takes none.',
  spec: ['RFC 7505 §3'],
  needs: ['mx'],
  fails: `
@ MX 0 .
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ MX 0 .
`,
  applies: ({ mx }) => known(mx.answer).some(({ exchange }) => exchange === ROOT),
  *check({ mx, domain }) {
    if (mx.state !== 'null-mx-with-others') return;
    const others = distinctExchanges(mx).map(({ name }) => shownName(name));
    const count = others.length > 1 ? ` and ${others.length - 1} more` : '';
    const nulls = recordsNaming(mx, ROOT);
    yield {
      message: `the null MX “0 .” says no mail is wanted, and ${others[0]}${count} is named beside it`,
      subject: { name: domain, type: 'MX' },
      data: { others: mx.hosts.map(({ name }) => name) },
      ...(nulls.length > 0 && {
        changes: nulls.map(({ text }) => ({
          op: 'delete' as const,
          name: domain,
          type: 'MX' as const,
          from: text,
        })),
        safety: 'ask' as const,
        question: `Does ${domain} take mail?`,
      }),
    };
  },
});
