import { cautiously, replacing } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace, tagNamed } from '../../facts/dmarc/record.ts';
import { spliced } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

/** Tags that mean nothing any more: nobody misses them. */
const HISTORIC = ['pct', 'rf', 'ri', 'v'];

export default defineRule({
  id: 'dmarc/unknown-tag',
  severity: 'warning',
  basis: 'practice',
  title: 'A tag of the DMARC record is unknown, and looks like one that is known',
  why: 'Receivers pass over tags that they do not know: what it was meant to say is not said.',
  fix: 'Write the tag’s name as the standard has it, or drop the tag.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rau=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com; x=1; comment=hello"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    const deciding = decidingRecord(facts.dmarc)!;
    const { nearMisses } = deciding.record.value;
    for (const { name, span, meant } of nearMisses.slice(0, 10)) {
      const isThere = tagNamed(deciding, meant) !== undefined;
      // A policy under another name is told by dmarc/p-missing.
      if (HISTORIC.includes(meant) || (meant === 'p' && !isThere)) continue;
      const text = spliced(deciding.record.text, [{ span, text: meant }]);
      yield {
        message: `“${name}” is no tag, and receivers pass over it: “${meant}” was surely meant${isThere ? ', which is there as well' : ''}`,
        ...recordPlace(deciding, span),
        key: name.toLowerCase(),
        // The record says by itself what the stray tag may have said before.
        ...(isThere && { severity: 'notice' as const }),
        data: { name, meant },
        ...(!isThere && replacing(deciding, cautiously(text, facts))),
      };
    }
  },
});
