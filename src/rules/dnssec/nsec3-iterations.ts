import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { type Nsec3Parameters, readNsec3Param } from '../../records/dnssec.ts';
import { defineRule } from '../rule.ts';

/** RFC 9276 appendix A: what resolvers took at most when it was written; §3.2 lets them go down to none. */
const INSECURE_ABOVE = 100;

export default defineRule({
  id: 'dnssec/nsec3-iterations',
  severity: 'warning',
  basis: 'standard',
  title: 'Names that do not exist are hashed more than once, or with a salt',
  why: 'It costs every resolver work and hides nothing: some refuse such answers, or take the zone for unsigned.',
  fix: 'Sign with NSEC3 parameters “1 0 0 -” (no further iterations, no salt), or with NSEC.',
  spec: ['RFC 9276 §3.1', 'RFC 9276 §3.2'],
  needs: ['dnssec'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
@ NSEC3PARAM 1 0 10 aabbccdd
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
@ NSEC3PARAM 1 0 0 -
`,
  applies: ({ dnssec }) => dnssec.zones.some(({ nsec3Param }) => nsec3Param !== undefined),
  *check({ dnssec }) {
    for (const { zone, nsec3Param } of dnssec.zones) {
      if (nsec3Param === undefined) continue;
      const all = known(nsec3Param).flatMap((data) => readNsec3Param(data) ?? []);
      const [most] = all.toSorted((a, b) => b.iterations - a.iterations || b.salt.length - a.salt.length);
      if (most === undefined || (most.iterations === 0 && most.salt === '')) continue;
      yield {
        message: `${shownName(zone)}: ${words(most)}`,
        subject: { name: zone, type: 'DNSKEY' },
        measure: most.iterations,
        // RFC 9276 §3.1: iterations MUST be 0, a salt SHOULD NOT be used.
        ...(most.iterations === 0 && { severity: 'notice' as const }),
        data: { ...most },
      };
    }
  },
});

function words({ iterations, salt }: Nsec3Parameters): string {
  if (iterations === 0) return `names are hashed with a salt (${salt.slice(0, 16)}), which hides nothing`;
  const further = iterations === 1 ? '1 further iteration' : `${iterations} further iterations`;
  return iterations > INSECURE_ABOVE
    ? `${further}: above ${INSECURE_ABOVE} resolvers may take the zone for unsigned`
    : `${further}; the standard allows none`;
}
