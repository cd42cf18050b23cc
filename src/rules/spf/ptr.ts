import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/ptr',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF uses “ptr”',
  why: 'It asks each client’s own reverse DNS, which is slow and fails often; the standard says not to publish it, and some receivers skip it.',
  fix: 'Name the servers by ip4, ip6, a or mx.',
  spec: ['RFC 7208 §5.5'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ptr ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all ptr"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ptr:vendor.example ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root } }) {
    const found = root.terms.filter(({ term, reached }) => reached && term.kind === 'ptr');
    const changes = withoutThese(
      root,
      found.map(({ term }) => term),
    );
    for (const facts of found.slice(0, MOST_SHOWN)) {
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(facts.term.text)} rests on the reverse DNS of whoever connects`,
        ...(changes && {
          changes,
          safety: 'ask',
          question: 'Which servers does it stand for? Name each that no other term names before it goes.',
        }),
      };
    }
  },
});
