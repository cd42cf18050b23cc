import { known } from '../../facts/known.ts';
import { shortName } from '../../facts/spf/descent.ts';
import { hasNoRecord } from '../../facts/spf/ignored.ts';
import { selectSpf } from '../../records/spf.ts';
import { printData } from '../../zone/index.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/wrong-place',
  severity: 'notice',
  basis: 'standard',
  title: 'The SPF record stands at a name where no receiver looks for it',
  why: 'Receivers read the record at the domain itself; one at _spf counts only where an include or redirect leads to it.',
  fix: 'Publish the record at the domain itself, or let one there lead to it by redirect=.',
  spec: ['RFC 7208 §3', 'RFC 7208 §4.4'],
  needs: ['spf'],
  fails: `
7f3a._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
_spf TXT "v=spf1 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_spf TXT "v=spf1 mx ~all"
@ TXT "v=spf1 redirect=_spf.example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ spf }) => hasNoRecord(spf),
  *check({ spf: { root, elsewhere }, domain }) {
    if (elsewhere === undefined || elsewhere.wildcard) return;
    const [text, ...more] = selectSpf(known(elsewhere).map(({ strings }) => strings.join('')));
    if (text === undefined || more.length > 0) return;
    const to = printData('TXT', { strings: [`v=spf1 redirect=${elsewhere.name}`] });
    yield {
      message: `the SPF record stands at ${shortName(elsewhere.name)}, receivers look at ${shortName(domain)}`,
      subject: { name: elsewhere.name, type: 'TXT' },
      record: text,
      data: { at: elsewhere.name, belongs: domain },
      ...(root.answer.chain.length === 0 && {
        changes: [{ op: 'add' as const, name: domain, type: 'TXT' as const, to }],
        safety: 'ask' as const,
        question: 'Does that record name everything that sends for the domain?',
      }),
    };
  },
});
