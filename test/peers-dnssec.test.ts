import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../src/audit.ts';
import { FULL, SECTIONS } from '../src/facts/index.ts';
import { declaredIn } from './support/declared.ts';
import { fixtureResolver } from './support/fixture.ts';
import { fixtureNet } from './support/fixture-net.ts';

/**
 * Defects of other tools in DNSSEC, DANE and CAA, each with its thread or its place in their source, and our answer to the
 * same records: the rules that fire, and those that must not.
 */
interface Row {
  thread: string;
  defect: string;
  zone: string;
  /** The servers are spoken to as well. */
  live?: boolean;
  fires?: string[];
  silent?: string[];
}

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const SECURE = ';! SECURE example.com\n';
const HASH = 'c0ffee00'.repeat(8);
const LEAF = '4f774ba0bccc6f91751fc0365bca7a281fda48315def22c46fe6544225a4f6d9';
const MIDDLE = '2985da896eea9639560b49701432e795e959974f6959a3aafa2921940febe09e';
const ALL = ['dns/bogus', 'dane/', 'dnssec/'];

const ROWS: Row[] = [
  {
    thread: 'nl-kat#5390',
    defect: 'an alias to a service whose zone is not signed makes the domain count as unsigned',
    zone: `${SECURE};! INSECURE vendor.example\n${MAIL}_dmarc CNAME d.vendor.example.\nd.vendor.example. TXT "v=DMARC1; p=reject"`,
    silent: ALL,
  },
  {
    thread: 'mjl-/mox#139',
    defect:
      'a resolver that does not validate makes a domain count as unsigned, and its TLSA records as worthless',
    zone: `${MAIL}_25._tcp.mail TLSA 3 1 1 ${HASH}`,
    silent: ALL,
  },
  {
    thread: 'Internet.nl#1425',
    defect: 'servers that cannot be reached from the prober take the results of the DNS with them',
    zone: `;! INSECURE example.com\n${MAIL};@ smtp://192.0.2.1 silent\n_25._tcp.mail TLSA 3 1 1 ${HASH}`,
    live: true,
    fires: ['dane/tlsa-unsigned'],
    silent: ['dane/no-match'],
  },
  {
    thread: 'Internet.nl#1206',
    defect:
      'a record of an authority of Let’s Encrypt, which is replaced without notice, passes without a word',
    zone: `;? now 2027-01-01\n${SECURE}${MAIL};@ smtp://192.0.2.1 chain=leaf\n_25._tcp.mail TLSA 2 1 1 ${MIDDLE}`,
    live: true,
    fires: ['dane/le-intermediate'],
    silent: ['dane/no-match', 'dane/ta-not-sent'],
  },
  {
    thread: 'Internet.nl, DANE roll-over scheme (checks/categories.py)',
    defect: 'a single record between two changes of the key, as RFC 7671 §8.1 has it, counts as a lack',
    zone: `${SECURE}${MAIL};@ smtp://192.0.2.1 chain=leaf\n_25._tcp.mail TLSA 3 1 1 ${LEAF}`,
    live: true,
    silent: ALL,
  },
  {
    thread: 'checkdmarc (result “dnssec”: a bool)',
    defect: 'a lookup that is not answered counts as “no DNSSEC”',
    zone: `;! SERVFAIL example.com DNSKEY\n;! SERVFAIL example.com DS\n${MAIL}`,
    silent: ALL,
  },
];

describe('peers on DNSSEC, DANE and CAA', () => {
  for (const { thread, defect, zone, live = false, fires = [], silent = [] } of ROWS) {
    it(`${thread}: ${defect}`, async () => {
      const { findings } = await audit('example.com', fixtureResolver(zone), {
        sections: live ? SECTIONS : FULL,
        declared: declaredIn(zone),
        net: fixtureNet(zone),
      });
      const found = findings.map(({ rule }) => rule);
      for (const rule of fires) assert.ok(found.includes(rule), `${rule} among ${found.join(', ')}`);
      const wrong = found.filter((rule) => silent.some((one) => rule.startsWith(one)));
      assert.deepEqual(wrong, []);
    });
  }
});
