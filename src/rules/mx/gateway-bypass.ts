import { shownName } from '../../facts/hosts.ts';
import { hasExchanges, recordsNaming } from '../../facts/mx/exchange.ts';
import { operatorsOf } from '../../facts/mx/operator.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mx/gateway-bypass',
  severity: 'notice',
  basis: 'practice',
  title: 'Beside the filtering gateway the MX names the mailboxes behind it',
  why: 'Senders of spam pick the last MX on purpose: what they send there never meets the filter.',
  fix: 'Name the gateway’s hosts alone, and let the mailboxes take mail from the gateway only.',
  spec: ['RFC 5321 §5.1'],
  needs: ['mx'],
  fails: `
@ MX 10 mx1.example-com.iphmx.com.
@ MX 20 example-com.mail.protection.outlook.com.
mx1.example-com.iphmx.com. A 192.0.2.1
example-com.mail.protection.outlook.com. A 192.0.2.2
`,
  passes: `
@ MX 10 mx1.example-com.iphmx.com.
@ MX 10 mx2.example-com.iphmx.com.
mx1.example-com.iphmx.com. A 192.0.2.1
mx2.example-com.iphmx.com. A 192.0.2.2
`,
  applies: ({ mx }) => hasExchanges(mx),
  *check({ mx, domain }) {
    const operators = operatorsOf(mx.hosts);
    const filter = operators.find(({ provider }) => provider.kind === 'gateway' && !provider.forwards);
    const behind = operators.find(({ provider }) => provider.kind === 'mailbox');
    if (filter === undefined || behind === undefined) return;
    const host = shownName(behind.hosts[0].name);
    const records = behind.hosts.flatMap(({ name }) => recordsNaming(mx, name));
    yield {
      message: `${filter.provider.name} filters the mail, and ${host} takes it at ${behind.provider.name} without`,
      subject: { name: domain, type: 'MX' },
      data: { gateway: filter.provider.name, mailboxes: behind.provider.name },
      ...(records.length > 0 && {
        changes: records.map(({ text }) => ({
          op: 'delete' as const,
          name: domain,
          type: 'MX' as const,
          from: text,
        })),
        safety: 'ask' as const,
        question: `Is all mail meant to pass through ${filter.provider.name}?`,
      }),
    };
  },
});
