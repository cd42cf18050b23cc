import { delegationOf, dsRecords, type SignedZone, zoneKeys } from '../../facts/dnssec/zones.ts';
import { shownName } from '../../facts/hosts.ts';
import { type Ds, dsFor, keyTag } from '../../records/dnssec.ts';
import { printData } from '../../zone/index.ts';
import { type Change, defineRule } from '../rule.ts';

export default defineRule({
  id: 'dnssec/ds-stale',
  severity: 'error',
  basis: 'standard',
  title: 'No DS record of the zone above is of a key of the zone',
  why: 'Validating resolvers throw every answer of the zone away: to their users it does not exist, and mail stops.',
  fix: 'Have your registrar replace the DS records by those of the key that signs now, or remove them until the zone is signed.',
  spec: ['RFC 4035 §5.2', 'RFC 4034 §5'],
  needs: ['dnssec'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 12345 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 12345 13 2 00e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG DNSKEY 13 2 3600 20991231000000 20200101000000 40940 example.com. AAAA
`,
  applies: ({ dnssec }) => dnssec.zones.some(({ ds }) => ds.status !== 'absent'),
  *check({ dnssec }) {
    for (const one of dnssec.zones) {
      // Whoever validated the keys has found the DS record that fits.
      if (one.keys.security === 'secure' || delegationOf(one) !== 'broken') continue;
      const named = dsRecords(one);
      const keys = zoneKeys(one).map(keyTag);
      yield {
        message: `the zone above ${shownName(one.zone)} names ${tagWords(named.map((ds) => ds.keyTag))}, the zone has ${keys.length === 0 ? 'no key' : tagWords(keys)}`,
        subject: { name: one.zone, type: 'DS' },
        data: { ds: named.map((ds) => ds.keyTag), keys },
        changes: proposed(one, named),
        safety: 'ask',
        question: 'Do all name servers of the zone serve these keys and their signatures?',
      };
    }
  },
});

function tagWords(tags: readonly number[]): string {
  const shown = [...new Set(tags)].slice(0, 4).join(', ');
  return `${tags.length === 1 ? 'the key' : 'the keys'} ${shown}`;
}

function proposed(one: SignedZone, named: readonly Ds[]): Change[] {
  const wanted = dsFor(one.zone, zoneKeys(one));
  const at = { name: one.zone, type: 'DS' as const };
  return [
    ...named.map((ds): Change => ({ op: 'delete', ...at, from: printData('DS', ds) })),
    ...wanted.map((ds): Change => ({ op: 'add', ...at, to: printData('DS', ds) })),
  ];
}
