import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf-descent.ts';
import { withoutThese } from '../../facts/spf-end.ts';
import { redundantTerms } from '../../facts/spf-redundant.ts';
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
  *check({ spf: { root } }) {
    const found = redundantTerms(root);
    const changes = withoutThese(
      root,
      found.map(({ facts }) => facts.term),
    );
    for (const { facts, by } of found.slice(0, MOST_SHOWN)) {
      const { text, span } = facts.term;
      const same = text.toLowerCase() === by.text.toLowerCase();
      yield {
        ...placeOf({ node: root, facts }),
        key: `${text.toLowerCase()} ${span.start}`,
        message: same
          ? `${shortText(text)} is written twice`
          : `${shortText(text)} is inside ${shortText(by.text)}`,
        data: { by: by.text },
        ...(changes && { changes, safety: 'safe' }),
      };
    }
  },
});
