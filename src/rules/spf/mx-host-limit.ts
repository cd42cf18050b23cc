import { eachKnown, recordsOf } from '../../facts/known.ts';
import {
  hasRecord,
  placedTerms,
  placeOf,
  requireWhole,
  shortName,
  termInWords,
} from '../../facts/spf/descent.ts';
import { MAX_MX_HOSTS } from '../../facts/spf/evaluate.ts';
import { hitInWords } from '../../facts/spf/senders.ts';
import { termsOf } from '../../facts/spf.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/mx-host-limit',
  severity: 'error',
  basis: 'standard',
  title: 'An SPF “mx” stands for more than 10 hosts',
  why: 'A receiver asks for the addresses of 10 MX hosts at most; a name with more of them is a permerror.',
  fix: 'Name the hosts that send by ip4 and ip6 in place of “mx”.',
  spec: ['RFC 7208 §4.6.4', 'RFC 7208 §5.4'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1 mx -all"
@ MX 10 m0
@ MX 10 m1
@ MX 10 m2
@ MX 10 m3
@ MX 10 m4
@ MX 10 m5
@ MX 10 m6
@ MX 10 m7
@ MX 10 m8
@ MX 10 m9
@ MX 20 backup
$GENERATE 0-9 m$ A 192.0.2.$
backup A 192.0.2.99
`,
  passes: `
@ TXT "v=spf1 mx -all"
@ MX 10 m0
@ MX 10 m1
@ MX 10 m2
@ MX 10 m3
@ MX 10 m4
@ MX 10 m5
@ MX 10 m6
@ MX 10 m7
@ MX 10 m8
@ MX 10 m9
$GENERATE 0-9 m$ A 192.0.2.$
`,
  applies: ({ spf }) =>
    hasRecord(spf) && [...termsOf(spf.root)].some(({ facts }) => facts.term.kind === 'mx'),
  *check({ spf }) {
    const { root } = spf;
    for (const placed of eachKnown(placedTerms(root), ({ facts }) => (facts.mx ? [facts.mx] : []))) {
      const { mx, target } = placed.facts;
      const hosts = mx ? recordsOf(mx).length : 0;
      if (hosts <= MAX_MX_HOSTS) continue;
      yield {
        ...placeOf(placed),
        message: `${termInWords(placed)} stands for the ${hosts} MX hosts of ${shortName(target!)}, ${MAX_MX_HOSTS} are allowed; ${hitInWords(root, placed.own)}`,
        measure: hosts,
        data: { target, hosts, limit: MAX_MX_HOSTS },
      };
    }
    // A record that could not be read may hold another one.
    requireWhole(root);
  },
});
