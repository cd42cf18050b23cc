import { hasDescents, hasRecord, placeOf, requireWhole, termInWords } from '../../facts/spf/descent.ts';
import { withoutTerms } from '../../facts/spf/edit.ts';
import { loopsOf, wayInWords } from '../../facts/spf/loops.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-self',
  severity: 'error',
  basis: 'standard',
  title: 'SPF includes itself',
  why: 'A receiver that follows the loop runs into the limit of 10 lookups: mail that no earlier term has let pass gets permerror.',
  fix: 'Drop the include that closes the loop: it names nobody who is not named already.',
  spec: ['RFC 7208 §4.6.4', 'RFC 7208 §5.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:example.com ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 include:a.vendor.example include:b.vendor.example ~all"
a.vendor.example. TXT "v=spf1 include:c.vendor.example ~all"
b.vendor.example. TXT "v=spf1 include:c.vendor.example ~all"
c.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include'),
  *check({ spf }) {
    const { root } = spf;
    for (const placed of loopsOf(root, 'include')) {
      const changes = placed.own === placed.facts && withoutTerms(root, [placed.facts.term.text]);
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)} closes a loop, ${wayInWords(placed)}; ${hitInWords(root, placed.own)}`,
        data: { way: [...placed.node.path, placed.facts.target] },
        // The record is being read already: what it includes of itself passes nobody else.
        ...(changes && { changes, safety: 'safe' }),
      };
    }
    requireWhole(root);
  },
});
