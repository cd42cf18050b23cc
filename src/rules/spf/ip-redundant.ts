import { hasRecord, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { type Redundant, redundantTerms } from '../../facts/spf/redundant.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/ip-redundant',
  severity: 'notice',
  basis: 'practice',
  title: 'An SPF term names only what another one names',
  why: 'Without it the same servers pass: it makes the record longer, and “a” and “mx” cost a lookup each time.',
  fix: 'Drop the term.',
  spec: [],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ip4:192.0.2.7 ip4:192.0.2.0/24 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 a mx mx:example.net ip4:192.0.2.0/24 ip4:198.51.100.7 include:_spf.vendor.example ~all"
@ A 192.0.2.1
@ MX 10 mail
mail A 192.0.2.1
example.net. MX 10 mail.example.com.
_spf.vendor.example. TXT "v=spf1 ip4:198.51.100.0/24 ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root }, domain }) {
    const found = redundantTerms(root);
    const [first] = found;
    if (first === undefined) return;
    const changes = withoutThese(
      root,
      found.map(({ facts }) => facts.term),
    );
    const more = found.length > 1 ? `, and ${found.length - 1} more are named twice` : '';
    yield {
      message: `${inWords(first)}${more}`,
      subject: { name: domain, type: 'TXT' },
      record: root.record!.text,
      span: first.facts.term.span,
      data: { redundant: found.map(({ facts, by }) => ({ text: facts.term.text, by: by.text })) },
      ...(changes && { changes, safety: 'safe' }),
    };
  },
});

function inWords({ facts, by }: Redundant): string {
  const { text } = facts.term;
  if (text.toLowerCase() === by.text.toLowerCase()) return `${shortText(text)} is written twice`;
  return `${shortText(text)} is ${by.kind === 'ip4' || by.kind === 'ip6' ? 'inside' : 'the same as'} ${shortText(by.text)}`;
}
