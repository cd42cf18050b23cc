import { isServed, type SignedZone, zoneKeys } from '../../facts/dnssec/zones.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { algorithmName, dsFor, isWeakAlgorithm } from '../../records/dnssec.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dnssec/ds-missing',
  severity: 'warning',
  basis: 'standard',
  title: 'The zone is signed, and the zone above has no DS record of its key',
  why: 'Without it nobody checks the signatures: the zone counts as unsigned, and DANE does not work.',
  fix: 'Give your registrar the DS record of the key that signs the zone, as soon as the whole zone is signed.',
  spec: ['RFC 4035 §2.4', 'RFC 4035 §5.2'],
  needs: ['dnssec'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
`,
  applies: ({ dnssec }) => dnssec.zones.some(hasKeys),
  *check({ dnssec }) {
    for (const one of dnssec.zones.filter(hasKeys)) {
      if (known(one.ds).length > 0 || !isToldFromAbove(one)) continue;
      const algorithms = [...new Set(zoneKeys(one).map(({ algorithm }) => algorithm))];
      const changes = proposed(one);
      yield {
        message: `${shownName(one.zone)} has keys (${algorithms.map(algorithmName).join(', ')}), and the zone above does not name them`,
        subject: { name: one.zone, type: 'DS' },
        ...(algorithms.every(isWeakAlgorithm) && { fix: STRONGER_FIRST }),
        ...(changes.length > 0 && { changes, safety: 'ask', question: QUESTION }),
      };
    }
  },
});

/** RFC 9905 §2: no DS record is to be made of such a key. */
const STRONGER_FIRST =
  'Sign the zone with ECDSA P-256 (algorithm 13) first; then give your registrar the DS record of that key.';

const QUESTION = 'Is the whole zone signed with this key, on all of its name servers?';

function hasKeys(one: SignedZone): boolean {
  return zoneKeys(one).length > 0 && isServed(one);
}

function isToldFromAbove({ ofTopLevel }: SignedZone): boolean {
  return ofTopLevel === undefined || known(ofTopLevel).length > 0;
}

function proposed(one: SignedZone): Change[] {
  return dsFor(one.zone, zoneKeys(one)).map((ds) => ({
    op: 'add',
    name: one.zone,
    type: 'DS',
    to: printData('DS', ds),
  }));
}
