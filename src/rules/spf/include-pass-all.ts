import { Blocked } from '../../facts/known.ts';
import {
  hasDescents,
  hasRecord,
  type Placed,
  placedTerms,
  placeOf,
  shortName,
  shortText,
  termInWords,
} from '../../facts/spf/descent.ts';
import { everybodyBlockers, openingTerm } from '../../facts/spf/everybody.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-pass-all',
  severity: 'error',
  basis: 'standard',
  title: 'SPF includes a record that lets everybody send',
  why: 'Whoever passes the included record passes this one: forged mail from anywhere gets SPF pass, and DMARC with it.',
  fix: 'Drop the include and name the servers of the service by other means, and tell the owner of that record.',
  spec: ['RFC 7208 §5.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example -all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 include:all.vendor.example ~all"
all.vendor.example. TXT "v=spf1 +all"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example -include:all.vendor.example -all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ?all"
all.vendor.example. TXT "v=spf1 +all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include'),
  *check({ spf }) {
    const { root } = spf;
    const unknown = [];
    for (const placed of placedTerms(root).filter(isPassing)) {
      const below = placed.facts.node!;
      const opening = openingTerm(below);
      if (opening === undefined) {
        unknown.push(...everybodyBlockers(below));
        continue;
      }
      const { node, facts } = opening;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)} lets everybody pass: the record of ${shortName(node.domain)} says ${shortText(facts.term.text)}`,
        data: { target: below.domain, path: node.path, term: facts.term.text },
      };
    }
    if (unknown.length > 0) throw new Blocked(unknown);
  },
});

/** One below another include is the cause, no finding of its own. */
function isPassing({ sends, included, facts }: Placed): boolean {
  return sends && !included && facts.term.kind === 'include' && facts.node !== undefined;
}
