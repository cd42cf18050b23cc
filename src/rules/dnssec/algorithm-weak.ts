import { dsRecords } from '../../facts/dnssec/zones.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { algorithmName, type Ds, digestName, isWeakAlgorithm, isWeakDigest } from '../../records/dnssec.ts';
import { defineRule, type Hit } from '../rule.ts';

export default defineRule({
  id: 'dnssec/algorithm-weak',
  severity: 'warning',
  basis: 'standard',
  title: 'DNSSEC rests on an algorithm that nobody should use any more',
  why: 'Resolvers may take such a zone for unsigned: its signatures then protect nobody, and DANE does not work.',
  fix: 'Sign with ECDSA P-256 (algorithm 13), and give the registrar a DS record with SHA-256 (digest type 2).',
  spec: ['RFC 9904 §3', 'RFC 9904 §4', 'RFC 9905 §2', 'RFC 9906 §2'],
  needs: ['dnssec'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 5 AwEAAcF6NYFM4nAmZ2knyka+wW05eK+AC5LDZ13qdtGAZBkTYSElDtEoiQH8b5SuVwgieRC6Z1WdgsJXTw3mdUA7N+zf40ql/hzYIMbfvJPYsZ2i7CmQNZBNy1Io2xHGVALq25DteZmJV1MyABGoztayFHJkGr6HMRGoevD5yDAxII6T
@ DS 9553 5 2 2a9990a7f39ebfe3f94ce4411dac7280681fefc79d1141a0c468bc79721a746f
@ RRSIG DNSKEY 5 2 3600 20991231000000 20200101000000 9553 example.com. AAAA
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
`,
  applies: ({ dnssec }) => dnssec.zones.some(({ ds }) => ds.status !== 'absent'),
  *check({ dnssec }) {
    for (const one of dnssec.zones) {
      if (known(one.ds).length === 0) continue;
      const ds = dsRecords(one);
      const subject = { name: one.zone, type: 'DS' as const };
      const algorithms = [...new Set(ds.map(({ algorithm }) => algorithm))];
      // While a zone moves to another algorithm both are named (RFC 6781 §4.1.4).
      if (algorithms.every(isWeakAlgorithm)) {
        const names = algorithms.map(algorithmName).join(', ');
        yield { message: `${shownName(one.zone)} is signed with ${names} alone`, subject, key: 'algorithm' };
      }
      if (ds.some(isWeakDigest)) yield { ...weakDigests(one.zone, ds), subject };
    }
  },
});

/** Beside a better one it is passed over (RFC 4509 §3). */
function weakDigests(zone: string, ds: readonly Ds[]): Pick<Hit, 'message' | 'key' | 'severity' | 'fix'> {
  const weak = ds.filter(isWeakDigest);
  const types = [...new Set(weak.map(({ digestType }) => digestType))];
  const names = types.map(digestName).join(' and ');
  return weak.length === ds.length
    ? { message: `${shownName(zone)} is named by DS records with ${names} alone`, key: 'digest' }
    : {
        message: `${shownName(zone)} is named by a DS record with ${names} beside a better one`,
        key: 'digest',
        severity: 'notice',
        fix: `Have the registrar remove the DS record with ${names} (digest type ${types.join(' and ')}).`,
      };
}
