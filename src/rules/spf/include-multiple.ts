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
  id: 'spf/include-multiple',
  severity: 'error',
  basis: 'standard',
  title: 'SPF asks a name that has several SPF records',
  why: 'Two records at one name are a permerror, and one behind an include or redirect is one of this domain too.',
  fix: 'Ask the owner of the name to merge the records; until then name the servers by ip4 and ip6.',
  spec: ['RFC 7208 §4.5', 'RFC 7208 §5.2', 'RFC 7208 §6.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.4 ~all"
`,
  passes: `
@ TXT "v=spf1 mx include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 ~all"
_spf.vendor.example. TXT "some-verification=abc"
`,
  applies: ({ spf }) => hasRecord(spf) && hasDescents(spf.root, 'include', 'redirect'),
  *check({ spf }) {
    for (const placed of eachDescent(spf.root, 'include', 'redirect')) {
      const { records, domain, path } = placed.below;
      if (records.length < 2) continue;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)}: ${targetInWords(placed)} has ${records.length} SPF records; ${hitInWords(spf.root, placed.own)}`,
        measure: records.length,
        data: { target: domain, records, path },
      };
    }
  },
});
