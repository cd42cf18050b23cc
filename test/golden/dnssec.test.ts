import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import type { Section } from '../../src/facts/index.ts';
import { rendererFor } from '../../src/render/index.ts';
import { PLAIN } from '../../src/render/paint.ts';
import { declaredIn } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';
import { projectFolder, projectText } from '../support/project.ts';
import { threshold } from '../support/rendered.ts';

/** What only a validating resolver, or a mail server, tells is in no zone file: these tables come of fixtures. */

const KEYS = `@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==
@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13
@ RRSIG MX 13 2 3600 20261210000000 20261120000000 40940 example.com. AAAA
@ RRSIG SOA 13 2 3600 20261220000000 20261120000000 40940 example.com. AAAA
@ NSEC3PARAM 1 0 0 -
@ CAA 0 issue "ca.example"
`;
const HOSTS = `;? now 2026-11-25T12:00:00Z
@ MX 10 mx1
@ MX 20 mx2
mx1 A 192.0.2.1
mx2 A 198.51.100.1
`;
const TLSA = `_25._tcp.mx1 TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
_25._tcp.mx2 TLSA 3 1 1 4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9
`;
const ROLLED = TLSA.replaceAll('4f774ba0', 'c0ffee00');
const SECURE = ';! SECURE example.com\n';
const INSECURE = ';! INSECURE example.com\n';
const DNS: readonly Section[] = ['mx', 'dane', 'dnssec'];

const CASES: Record<string, { zone: string; sections?: readonly Section[]; verbose?: boolean }> = {
  'dnssec-signed': { zone: SECURE + HOSTS + KEYS + TLSA },
  'dnssec-signed-verbose': { zone: SECURE + HOSTS + KEYS + TLSA, verbose: true },
  'dnssec-unsigned': { zone: INSECURE + HOSTS },
  'dnssec-not-validated': { zone: HOSTS + KEYS },
  'dnssec-no-word-of-it': { zone: HOSTS },
  'dnssec-bogus': { zone: `${HOSTS + KEYS};! BOGUS example.com MX\n;! BOGUS example.com TXT\n` },
  'dnssec-wrong-ds': { zone: HOSTS + KEYS.replace('DS 40940', 'DS 12345') },
  'dane-unsigned': { zone: INSECURE + HOSTS + TLSA },
  'dane-denial-broken': { zone: `${SECURE + HOSTS};! BOGUS _25._tcp.mx1.example.com TLSA\n` },
  'dane-key-changed': {
    zone: `${SECURE + HOSTS + ROLLED};@ smtp://192.0.2.1 chain=leaf\n;@ smtp://198.51.100.1 chain=leaf\n`,
    sections: ['mx', 'dane', 'smtp'],
  },
};

/** The records as if a server had told them: of a zone file it is known that nobody validates it. */
function live(zone: string): Resolver {
  const world = fixtureResolver(zone);
  return {
    ask: async (name, type, at) => ({
      ...(await world.ask(name, type, at)),
      source: { server: '192.0.2.53' },
    }),
  };
}

describe('golden tables of DNSSEC and DANE', () => {
  for (const [name, { zone, sections = DNS, verbose = false }] of Object.entries(CASES)) {
    it(name, async () => {
      const options = { sections, declared: declaredIn(zone), net: fixtureNet(zone) };
      const result = await audit('example.com', live(zone), options);
      const renderer = rendererFor('table')({
        width: 100,
        paint: PLAIN,
        verbose,
        quiet: false,
        many: false,
        threshold,
      });
      const shown = renderer.start() + renderer.result(result);
      const file = path.join('test', 'golden', `${name}.txt`);
      if (process.env['UPDATE_GOLDEN']) writeFileSync(path.join(projectFolder(), file), shown);
      assert.equal(shown, projectText(file));
    });
  }
});
