import { isUnregistered } from '../../facts/registered.ts';
import { repairOf } from '../../facts/spf/dead.ts';
import {
  eachDescent,
  hasDescents,
  hasRecord,
  placeOf,
  targetInWords,
  termInWords,
} from '../../facts/spf/descent.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/include-nxdomain',
  severity: 'error',
  basis: 'standard',
  title: 'SPF includes a name that does not exist',
  why: 'An include of a name that does not exist is a permerror for all mail that no earlier term has let pass.',
  fix: 'Drop the include if the service is no longer used, or correct the name.',
  spec: ['RFC 7208 §5.2'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
vendor.example. A 192.0.2.9
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all include:gone.vendor.example"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include'),
  *check({ spf }) {
    for (const placed of eachDescent(spf.root, 'include')) {
      const { answer, domain, path } = placed.below;
      // spf/include-unregistered says more.
      if (
        answer.status !== 'absent' ||
        answer.reason !== 'nxdomain' ||
        isUnregistered(placed.facts.registration)
      )
        continue;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${targetInWords(placed)} does not exist; ${hitInWords(spf.root, placed.own)}`,
        data: { target: domain, path },
        ...repairOf(spf.root, placed),
      };
    }
  },
});
