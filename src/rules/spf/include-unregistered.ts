import type { AnyAnswer } from '../../dns/index.ts';
import { eachKnown } from '../../facts/known.ts';
import { isUnregistered } from '../../facts/registered.ts';
import type { SpfNode } from '../../facts/spf.ts';
import { repairOf } from '../../facts/spf-dead.ts';
import {
  descentsOf,
  hasDescents,
  hasRecord,
  placeOf,
  shortName,
  termInWords,
} from '../../facts/spf-descent.ts';
import { hitInWords } from '../../facts/spf-senders.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-unregistered',
  severity: 'error',
  basis: 'practice',
  title: 'SPF asks a domain that anybody can register',
  why: 'Whoever registers the domain decides who passes SPF, and with it DMARC, in the name of this one.',
  fix: 'Drop the term, or correct the name; until then do not count on DMARC against forged mail.',
  spec: ['RFC 7208 §5.2', 'RFC 7208 §6.1'],
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
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include', 'redirect'),
  *check({ spf }) {
    const { root } = spf;
    const descents = descentsOf(root, 'include', 'redirect');
    for (const placed of eachKnown(descents, ({ below }) => answersFor(below))) {
      const { domain, registration, path } = placed.below;
      if (!isUnregistered(registration)) continue;
      const power = placed.sends ? 'can send as this domain' : 'decides what this record says';
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${shortName(registration!.domain)} is free to register: whoever does ${power}; now ${hitInWords(root, placed.own)}`,
        data: { target: domain, registrable: registration!.domain, path },
        ...repairOf(root, placed),
      };
    }
  },
});

function answersFor({ answer, registration }: SpfNode): AnyAnswer[] {
  return [answer, ...(registration ? [registration.answer] : [])];
}
