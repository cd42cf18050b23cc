import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { repeatedIncludes } from '../../facts/spf/redundant.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-duplicate',
  severity: 'notice',
  basis: 'practice',
  title: 'SPF includes one name twice',
  why: 'Whoever the name lets pass has passed at the first include; the second one costs its lookups once more.',
  fix: 'Drop the second include.',
  spec: ['RFC 7208 §4.6.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 include:_spf.vendor.example mx include:_SPF.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  passes: `
@ TXT "v=spf1 include:_spf.vendor.example mx include:_spf.service.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
_spf.service.example. TXT "v=spf1 include:_spf.vendor.example ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root } }) {
    const found = repeatedIncludes(root);
    const changes = withoutThese(
      root,
      found.map(({ facts }) => facts.term),
    );
    for (const { facts, by } of found.slice(0, MOST_SHOWN)) {
      const { text, span } = facts.term;
      yield {
        ...placeOf({ node: root, facts }),
        key: `${text.toLowerCase()} ${span.start}`,
        message:
          text.toLowerCase() === by.text.toLowerCase()
            ? `${shortText(text)} is written twice`
            : `${shortText(text)} asks the name that ${shortText(by.text)} has asked before it`,
        data: { target: facts.target },
        ...(changes && { changes, safety: 'safe' }),
      };
    }
  },
});
