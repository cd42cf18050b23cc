import { isWithin } from '../../dns/index.ts';
import { longestSignatures, validityOf } from '../../facts/dnssec/signatures.ts';
import { shownName } from '../../facts/hosts.ts';
import { brokenBy } from '../../facts/lookups.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dnssec/signature-expiring',
  severity: 'warning',
  basis: 'practice',
  title: 'A DNSSEC signature is about to end, or has ended',
  why: 'Signatures have an end; after it resolvers throw the records away, as if the domain did not exist.',
  fix: 'See why the zone was not signed anew: signing is automatic, and something keeps it from running.',
  spec: ['RFC 6781 §4.4.2', 'RFC 4035 §5.3.1'],
  needs: ['dnssec', 'lookups'],
  fails: `
;? now 2026-11-25
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG MX 13 2 3600 20261126000000 20261028000000 40940 example.com. AAAA
`,
  passes: `
;? now 2026-11-25
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG MX 13 2 3600 20261126000000 20261028000000 40940 example.com. AAAA
@ RRSIG MX 13 2 3600 20261220000000 20261120000000 40940 example.com. AAAA
`,
  applies: ({ dnssec }) => dnssec.zones.some((one) => longestSignatures(one).length > 0),
  *check({ dnssec: { zones, now }, lookups }) {
    for (const one of zones) {
      const [first] = longestSignatures(one);
      const validity = first === undefined ? 'good' : validityOf(first, now);
      // What a resolver has thrown away for it is told by dns/bogus.
      const isTold = brokenBy(lookups, 'bogus').some(({ zone }) => isWithin(one.zone, zone));
      if (first === undefined || validity === 'good' || isTold) continue;
      const end = new Date(first.expiration * 1000).toISOString().slice(0, 16).replace('T', ' ');
      yield {
        message: `${shownName(one.zone)}: the signature of ${first.typeCovered} ${validity === 'over' ? 'ended' : 'ends'} on ${end} UTC, and there is no newer one`,
        subject: { name: one.zone, type: 'RRSIG' },
        ...(validity === 'over' && { severity: 'error' as const }),
        data: { typeCovered: first.typeCovered, expires: end },
      };
    }
  },
});
