import { type AnyAnswer, isWithin } from '../../dns/index.ts';
import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import { repairOf } from '../../facts/spf/dead.ts';
import {
  hasRecord,
  meantTerms,
  placedTerms,
  placeOf,
  shortName,
  termInWords,
} from '../../facts/spf/descent.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import type { SpfTermFacts } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'SPF asks a domain that anybody can register',
  why: 'Whoever registers the domain decides who passes SPF, and with it DMARC, in the name of this one.',
  fix: 'Drop the term, or correct the name; until then do not count on DMARC against forged mail.',
  spec: ['RFC 7208 §5', 'RFC 7208 §6.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) =>
    hasRecord(spf) && placedTerms(spf.root).some(({ facts }) => facts.target !== undefined),
  *check({ spf: { root }, domain }) {
    const foreign = meantTerms(root).filter(
      ({ facts }) => facts.target !== undefined && !isWithin(facts.target, domain),
    );
    for (const placed of eachKnown(foreign, ({ facts }) => answersFor(facts))) {
      const { target, registration, node } = placed.facts;
      if (!isUnregistered(registration)) continue;
      const power = placed.sends ? 'can send as this domain' : 'decides what this record says';
      const now = node === undefined ? '' : `; now ${hitInWords(root, placed.own)}`;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${shortName(registration!.domain)} is free to register: whoever does ${power}${now}`,
        data: { target, registrable: registration!.domain, path: [...placed.node.path, target] },
        ...repairOf(root, placed),
      };
    }
  },
});

/** The name's own answer, and the registry's. */
function answersFor({ node, host, mx, exists, registration }: SpfTermFacts): AnyAnswer[] {
  const own = node?.answer ?? host?.a ?? mx ?? exists;
  return [...(own ? [own] : []), ...(registration ? [registration.answer] : [])];
}
