import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { AnswerTo, RecordType, Resolver } from '../../src/dns/index.ts';
import { failedAnswer } from '../../src/dns/index.ts';
import { caaDomainsOf } from '../../src/facts/caa-issuers.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { declaredIn, domainOf } from '../support/declared.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const MAIL = '@ MX 10 mail\nmail A 192.0.2.1\n';
const KEY = 'zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==';
const RSA =
  'AwEAAbd+fKhrr49PHaT4uLIhITwlQfLxcOWSzYwwAUEPSUOWVkaku5S2TYTXu3EEVQatRCSeLn71OIXTGWJFfQiMB6OXr0HGXAobL9BhcWDWM9VMlovjK04myb3mW8pmpQsBL35X9O1CMLqHYtAS5X+uZw2BSuAt9RSBZEn1BjxwJyVL';
const DNSKEY = `@ DNSKEY 257 3 13 ${KEY}\n`;
const DIGEST = '87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13';
const DS = `@ DS 40940 13 2 ${DIGEST}\n`;
const signature = (type: string, from: string, to: string, ttl = 3600): string =>
  `@ RRSIG ${type} 13 2 ${ttl} ${to} ${from} 40940 example.com. AAAA\n`;
const SIGNED = signature('SOA', '20261120000000', '20261220000000');
const ZONE = MAIL + DNSKEY + DS + SIGNED;
const NOW = ';? now 2026-11-25T12:00:00Z\n';

function auditZone(zone: string, resolver: Resolver = fixtureResolver(zone)): Promise<DomainResult> {
  return audit(domainOf(zone), resolver, { sections: ['dnssec'], declared: declaredIn(NOW + zone) });
}

async function fired(zone: string): Promise<string[]> {
  const { findings } = await auditZone(zone);
  return findings.map(({ rule, severity }) => `${rule.replace('dnssec/', '')} ${severity}`).sort();
}

const CASES: [what: string, zone: string, findings: string[]][] = [
  ['no DNSSEC', MAIL, []],
  ['no DNSSEC, said by a resolver that validates', `;! INSECURE example.com\n${MAIL}`, []],
  ['a key and its DS record', ZONE, []],
  ['a second DS record, of the next key', `${ZONE}@ DS 1 13 2 00${DIGEST.slice(2)}`, []],
  ['the next key beside the one in use', `${ZONE}@ DNSKEY 257 3 8 ${RSA}`, []],
  [
    'a DS record with a digest that cannot be computed here',
    `${MAIL + DNSKEY + SIGNED}@ DS 40940 13 5 00`,
    [],
  ],
  ['no DS record', MAIL + DNSKEY + SIGNED, ['ds-missing warning']],
  ['no DS record, and only other signers’ keys in a file that is not signed', MAIL + DNSKEY, []],
  ['a DS record, and a file that is not signed', MAIL + DS, []],
  [
    'a DS record of another key',
    `${MAIL + DNSKEY + SIGNED}@ DS 40940 13 2 00${DIGEST.slice(2)}`,
    ['ds-stale error'],
  ],
  [
    'a DS record of another algorithm',
    `${MAIL + DNSKEY + SIGNED}@ DS 40940 8 2 ${DIGEST}`,
    ['ds-stale error'],
  ],
  [
    'a DS record of a key that is revoked',
    `${MAIL + SIGNED}@ DNSKEY 385 3 13 ${KEY}\n@ DS 41068 13 2 ${DIGEST}`,
    ['ds-stale error'],
  ],
  [
    'only algorithms that no resolver knows: unsigned, not broken',
    `${MAIL + SIGNED}@ DNSKEY 257 3 200 ${KEY}\n@ DS 1 200 2 ${DIGEST}`,
    [],
  ],
  [
    'what a validating resolver has found to fit',
    `;! SECURE example.com\n${MAIL + DNSKEY + SIGNED}@ DS 1 13 2 ${DIGEST}`,
    [],
  ],
  [
    'SHA-1 alone',
    `${MAIL + DNSKEY + SIGNED}@ DS 40940 13 1 81e0adff5c206b558521580a313fdac9e3b36218`,
    ['algorithm-weak warning'],
  ],
  [
    'SHA-1 beside SHA-256',
    `${ZONE}@ DS 40940 13 1 81e0adff5c206b558521580a313fdac9e3b36218`,
    ['algorithm-weak notice'],
  ],
  ['GOST alone', `${MAIL + DNSKEY + SIGNED}@ DS 40940 13 3 ${DIGEST}`, ['algorithm-weak warning']],
  ['GOST beside SHA-256', `${ZONE}@ DS 40940 13 3 ${DIGEST}`, ['algorithm-weak notice']],
  [
    'a weak algorithm that is being left',
    `${ZONE}@ DS 9553 5 2 2a9990a7f39ebfe3f94ce4411dac7280681fefc79d1141a0c468bc79721a746f`,
    [],
  ],
  ['NSEC3 as it should be', `${ZONE}@ NSEC3PARAM 1 0 0 -`, []],
  ['NSEC3 with a salt', `${ZONE}@ NSEC3PARAM 1 0 0 abcd`, ['nsec3-iterations notice']],
  ['NSEC3 with one iteration', `${ZONE}@ NSEC3PARAM 1 0 1 -`, ['nsec3-iterations warning']],
  ['NSEC3 with very many', `${ZONE}@ NSEC3PARAM 1 0 500 -`, ['nsec3-iterations warning']],
  // The other signature of the zone holds longer.
  ['a signature of two days, half over', ZONE + signature('MX', '20261124120000', '20261126120000'), []],
  [
    'a signature of two weeks, three days left',
    ZONE + signature('MX', '20261114120000', '20261128120000'),
    [],
  ],
  [
    'a signature of two weeks, one day left',
    ZONE + signature('MX', '20261112120000', '20261126120000'),
    ['signature-expiring warning'],
  ],
  [
    'one that has just ended, and a cache may hold',
    ZONE + signature('MX', '20261112120000', '20261125113000'),
    ['signature-expiring warning'],
  ],
  [
    'one that has ended long ago',
    ZONE + signature('MX', '20261012120000', '20261112120000'),
    ['signature-expiring error'],
  ],
  [
    'one that has ended, and a newer one',
    ZONE +
      signature('MX', '20261012120000', '20261112120000') +
      signature('MX', '20261120000000', '20261220000000'),
    [],
  ],
  ['somebody else’s signature', `${ZONE}@ RRSIG MX 13 2 60 20200101000000 20190101000000 1 com. AAAA`, []],
];

const CAA: [what: string, zone: string, findings: string[]][] = [
  [
    'CAA as its authority has it',
    '@ CAA 0 issue "letsencrypt.org; accounturi=https://ca.example/acct/1"',
    [],
  ],
  ['nobody may issue', '@ CAA 0 issue ";"', []],
  ['marks and S/MIME', '@ CAA 0 issuevmc "ca.example"\n@ CAA 0 issuemail ";"', []],
  ['a mailbox to report to', '@ CAA 0 iodef "mailto:security@example.com"', []],
  ['unknown and not critical', '@ CAA 0 xyz123 "1"', []],
  ['unknown and critical', '@ CAA 128 xyz123 "1"', ['caa-syntax warning']],
  ['critical and known', '@ CAA 128 issue "ca.example"', []],
  ['an address in place of a domain', '@ CAA 0 issue "https://ca.example/"', ['caa-syntax warning']],
  ['two authorities in one record', '@ CAA 0 issue "ca.example, ca.test"', ['caa-syntax warning']],
  ['quotes within the value', '@ CAA 0 issue "\\"ca.example\\""', ['caa-syntax warning']],
  ['a misspelt property', '@ CAA 0 isue "ca.example"', ['caa-syntax warning']],
  ['a mailbox without mailto:', '@ CAA 0 iodef "security@example.com"', ['caa-syntax warning']],
  // RFC 8659 §3: the closest set holds, those above it are not looked at.
  [
    'a broken set above, which does not count',
    '@ CAA 0 issue "https://ca.example/"\nmail CAA 0 issue "ca.example"\nmta-sts CAA 0 issue "ca.example"',
    [],
  ],
  ['the MX host’s own', 'mail CAA 0 issue "https://ca.example/"', ['caa-syntax warning']],
  [
    'a provider’s host',
    '@ MX 20 mx.vendor.example.\nmx.vendor.example. A 192.0.2.9\nvendor.example. CAA 0 issue "https://ca.example/"',
    [],
  ],
  ['a registry’s own', 'com. CAA 0 issue "https://ca.example/"', []],
];

describe('rules of dnssec', () => {
  for (const [what, zone, findings] of CASES)
    it(what, async () => assert.deepEqual(await fired(zone), findings));
  for (const [what, zone, findings] of CAA)
    it(what, async () => assert.deepEqual(await fired(MAIL + zone), findings));

  it('a key that is too weak is not to be named above: a stronger one comes first', async () => {
    const fixOf = async (algorithm: number): Promise<[string | undefined, number | undefined]> => {
      const { findings } = await auditZone(`${MAIL}@ DNSKEY 257 3 ${algorithm} ${RSA}\n${SIGNED}`);
      const found = findings.find(({ rule }) => rule === 'dnssec/ds-missing');
      return [found?.fix, found?.changes.length];
    };
    const [weak, changes] = await fixOf(7);
    assert.match(weak!, /^Sign the zone with ECDSA P-256/);
    assert.equal(changes, 0);
    const [strong, proposed] = await fixOf(8);
    assert.match(strong!, /^Give your registrar the DS record/);
    assert.equal(proposed, 1);
  });

  const CURRENT: [what: string, caa: string, chain: string, missing: string | undefined][] = [
    ['the authority is named', '@ CAA 0 issue "letsencrypt.org"', 'leaf', undefined],
    ['another one is', '@ CAA 0 issue "ca.example"', 'leaf', 'letsencrypt.org'],
    ['nobody may', '@ CAA 0 issue ";"', 'leaf', 'letsencrypt.org'],
    ['nobody is asked for', '@ CAA 0 iodef "mailto:a@example.com"', 'leaf', undefined],
    ['a comma in its name', '@ CAA 0 issue "ca.example"', 'comma', 'godaddy.com'],
    ['another of its domains', '@ CAA 0 issue "starfieldtech.com"', 'comma', undefined],
    ['an authority that is not listed', '@ CAA 0 issue "ca.example"', 'self', undefined],
  ];
  for (const [what, caa, chain, missing] of CURRENT)
    it(`the authority of now, and CAA: ${what}`, async () => {
      const zone = `${MAIL}${caa}\n;@ smtp://192.0.2.1 chain=${chain}`;
      const options = { sections: ['dnssec', 'smtp'] as const, net: fixtureNet(zone) };
      const { findings } = await audit('example.com', fixtureResolver(zone), options);
      const found = findings.filter(({ rule }) => rule === 'dnssec/caa-blocks-current');
      assert.deepEqual(
        found.map(({ changes }) => changes.map((change) => 'to' in change && change.to)),
        missing === undefined ? [] : [[`0 issue "${missing}"`]],
      );
    });

  it('no authority is called like a method', () => assert.equal(caaDomainsOf('constructor'), undefined));

  it('what a validating resolver refuses is told once', async () => {
    const zone = `;! BOGUS example.com MX\n${ZONE}${signature('MX', '20261012120000', '20261112120000')}`;
    assert.deepEqual(await fired(zone), ['dns/bogus error']);
  });

  it('a denied TLSA record that cannot be proved keeps mail from coming, and says so', async () => {
    const zone = `;! BOGUS _25._tcp.mail.example.com TLSA\n;! SECURE example.com\n${ZONE}`;
    const { findings, sections } = await audit('example.com', fixtureResolver(zone), { sections: ['dane'] });
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [['dns/bogus', 'error']],
    );
    assert.match(findings[0]!.message, /_25\._tcp\.mail\.example\.com TLSA: .*senders that use DANE hold/);
    assert.equal(sections.dane!.status, 'inconclusive');
    assert.deepEqual(
      sections.dane!.facts.hosts.map(({ state }) => state),
      ['unknown'],
    );
  });

  it('says in what state the sets, the hosts and the zone are', async () => {
    const zone = `;! SECURE example.com\n;! INSECURE vendor.example\n${ZONE}@ MX 20 mx.vendor.example.\nmx.vendor.example. A 192.0.2.9\n_dmarc CNAME d.vendor.example.\nd.vendor.example. TXT "v=DMARC1; p=reject"`;
    const { sections } = await auditZone(zone);
    const { state, sets, hosts, zones } = sections.dnssec!.facts;
    assert.equal(state, 'secure');
    assert.deepEqual(
      sets.map(({ type, security, chain }) => [type, security, chain.length]),
      [
        ['MX', 'secure', 0],
        ['TXT', 'secure', 0],
        ['TXT', 'insecure', 1],
      ],
    );
    assert.deepEqual(hosts, [
      { host: 'mail.example.com', security: 'secure' },
      { host: 'mx.vendor.example', security: 'insecure' },
    ]);
    assert.deepEqual(
      zones.map(({ zone: name, delegation, keys }) => [name, delegation, keys.map(({ keyTag }) => keyTag)]),
      [['example.com', 'matches', [40940]]],
    );
  });

  it('a subdomain is looked for in the zones above it, as far as they are its organisation’s', async () => {
    const zone = `;? domain a.b.example.com\n${ZONE}a.b MX 10 mail`;
    const { sections } = await auditZone(zone);
    assert.deepEqual(
      sections.dnssec!.facts.zones.map(({ zone: name }) => name),
      ['example.com'],
    );
  });

  describe('live, without a validating resolver', () => {
    const live = (zone: string, failing: RecordType[] = []): Resolver => {
      const world = fixtureResolver(zone);
      return {
        async ask<T extends RecordType>(name: string, type: T): Promise<AnswerTo<T>> {
          const source = { server: '192.0.2.53' };
          if (failing.includes(type))
            return failedAnswer({ name, type }, { reason: 'timeout', detail: 'no answer' }, source);
          return { ...(await world.ask(name, type)), source };
        },
      };
    };
    const rules = async (zone: string, failing?: RecordType[]): Promise<string[]> =>
      (await auditZone(zone, live(zone, failing))).findings.map(({ rule }) => rule);

    it('is not known, never unsigned', async () => {
      const { sections, findings } = await auditZone(MAIL, live(MAIL));
      assert.deepEqual(findings, []);
      assert.deepEqual(
        [sections.dnssec!.facts.state, sections.dnssec!.facts.unknownBecause],
        ['unknown', 'resolver'],
      );
    });

    it('keys without a DS record: told only where the answerer tells DS records at all', async () => {
      assert.deepEqual(await rules(MAIL + DNSKEY), []);
      assert.deepEqual(await rules(`${MAIL + DNSKEY}com. DS 1 13 2 00`), ['dnssec/ds-missing']);
    });

    it('a DS record and no key', async () => {
      assert.deepEqual(await rules(MAIL + DS), ['dnssec/ds-stale']);
    });

    it('what was not answered is not missing', async () => {
      assert.deepEqual(await rules(MAIL + DS, ['DNSKEY']), []);
      assert.deepEqual(await rules(`${MAIL + DNSKEY}com. DS 1 13 2 00`, ['DS']), []);
      assert.deepEqual(await rules(ZONE, ['RRSIG', 'TYPE51', 'CAA']), []);
      const { sections } = await auditZone(MAIL + DS, live(MAIL + DS, ['DNSKEY']));
      assert.ok(sections.dnssec!.rules.blocked.includes('dnssec/ds-stale'));
    });
  });

  it('thousands of keys with one tag, and as many DS records, cost little', async () => {
    const keys = Array.from(
      { length: 300 },
      (_, index) => `@ DNSKEY 257 3 8 ${RSA.slice(0, 40)}${String(index).padStart(4, '0')}`,
    );
    const ds = Array.from({ length: 300 }, (_, index) => `@ DS ${index} 8 2 ${DIGEST}`);
    const zone = [MAIL, ...keys, ...ds, SIGNED].join('\n');
    const resolver = fixtureResolver(zone);
    const start = performance.now();
    const { sections } = await auditZone(zone, resolver);
    assert.equal(sections.dnssec!.facts.zones[0]!.delegation, 'unknown');
    assert.ok(performance.now() - start < 500);
  });
});
