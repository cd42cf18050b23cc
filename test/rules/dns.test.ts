import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createAuthority, overlaid, type Resolver } from '../../src/dns/index.ts';
import { improbableName } from '../../src/facts/probe.ts';
import { fixtureRecords, fixtureResolver } from '../support/fixture.ts';

/** Zone text; findings of the section as `rule severity`; rules of the section that a failed lookup blocks. */
type Case = [what: string, zone: string, findings: string[], blocked?: string[], domain?: string];

const LIVE = '@ MX 20 live\nlive A 192.0.2.9\n';
const RECORD = 'TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"';

/** What any failed lookup of the domain's own texts hides. */
const SETS = ['ttl-extreme', 'udp-truncated'];
const MISPLACED = ['doubled-name', 'missing-underscore'];

/** `_dmarc` through so many aliases. */
const aliases = (count: number): string =>
  `_dmarc CNAME c1\n${Array.from({ length: count - 1 }, (_, i) => `c${i + 1} CNAME c${i + 2}\n`).join('')}c${count} ${RECORD}`;

const KEY = 'TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="';

/** TXT data of a key with so many octets: its base64 is none, its size is. */
const keyOf = (octets: number): string => `TXT ${stringsOf(`v=DKIM1; p=${'A'.repeat(octets - 11)}`)}`;

/** Strings of 255 octets, as a zone file writes a long text. */
function stringsOf(text: string): string {
  return text
    .match(/.{1,255}/g)!
    .map((part) => `"${part}"`)
    .join(' ');
}

/** A header of 12, the question of 17, then for the text 12, a length each 255 octets, the octets. */
const textFor = (octets: number): string => {
  const rest = octets - 12 - 17 - 12;
  return stringsOf('x'.repeat(rest - Math.ceil(rest / 256)));
};

const cases: Record<string, Case[]> = {
  'one zone, one finding': [
    [
      'every name is bogus: the domain’s zone, and com',
      ';! BOGUS * *',
      ['bogus error', 'bogus error'],
      ['domain-nxdomain', ...MISPLACED, ...SETS],
    ],
    [
      'two names of a zone and one of another',
      `;! BOGUS example.com TXT\n;! BOGUS _dmarc.example.com TXT\n;! BOGUS mx.vendor.example A\n${LIVE}@ MX 10 mx.vendor.example.`,
      ['bogus error', 'bogus error'],
      [...MISPLACED, ...SETS],
    ],
    ['a bogus reverse zone loses no mail', `;! BOGUS 9.2.0.192.in-addr.arpa PTR\n${LIVE}`, ['bogus warning']],
    [
      'a bogus name that only a PTR leads to',
      `;! BOGUS host.vendor.example A\n${LIVE}9.2.0.192.in-addr.arpa. PTR host.vendor.example.`,
      ['bogus warning'],
    ],
    [
      'a server that fails is not bogus',
      `;! SERVFAIL example.com TXT\n;! LAME live.example.com A\n;! TRUNCATED example.com A\n${LIVE}`,
      [],
      SETS,
    ],
    ['no answer at all', ';! TIMEOUT * *', [], ['domain-nxdomain', ...MISPLACED, ...SETS]],
  ],
  'alias loops': [
    ['to itself', `${LIVE}_dmarc CNAME _dmarc`, ['alias-loop error'], [...MISPLACED, ...SETS]],
    ['a wildcard that leads to itself', `${LIVE}* CNAME www`, ['alias-loop error'], [...MISPLACED, ...SETS]],
    [
      '17 aliases',
      `${LIVE}_dmarc CNAME c1\n${Array.from({ length: 16 }, (_, i) => `c${i + 1} CNAME c${i + 2}\n`).join('')}c17 ${RECORD}`,
      ['alias-loop error'],
      [...MISPLACED, ...SETS],
    ],
    [
      '16 aliases',
      `${LIVE}_dmarc CNAME c1\n${Array.from({ length: 15 }, (_, i) => `c${i + 1} CNAME c${i + 2}\n`).join('')}c16 ${RECORD}`,
      ['cname-chain-long notice'],
    ],
    ['an alias to nothing', `${LIVE}_dmarc CNAME gone.vendor.example.`, []],
  ],
  'a CNAME beside other records': [
    ['at the domain', `${LIVE}@ CNAME live\n@ TXT "v=spf1 -all"`, ['cname-conflict error']],
    [
      'at two names',
      `${LIVE}@ CNAME live\n_dmarc CNAME live\n_dmarc ${RECORD}`,
      ['cname-conflict error', 'cname-conflict error'],
    ],
    ['an alias alone', `${LIVE}_dmarc CNAME d.vendor.example.\nd.vendor.example. ${RECORD}`, []],
  ],
  'a domain that does not exist': [
    ['nothing there', 'other.example.net. A 192.0.2.1', ['domain-nxdomain error']],
    ['only names below it', 'mail A 192.0.2.1', []],
    ['a TXT record alone', '@ TXT "x"', []],
    ['an alias to nothing exists', '@ CNAME gone.example.net.', []],
    [
      'one type denied, another not answered',
      ';! SERVFAIL example.com TXT\nother.example.net. A 192.0.2.1',
      ['domain-nxdomain error'],
      SETS,
    ],
    ['a subdomain of one that exists', '@ A 192.0.2.1', ['domain-nxdomain error'], [], 'nosuch.example.com'],
  ],
  'special-use names': [
    [
      'the domain itself',
      ';! TIMEOUT corp.local *\n',
      ['special-use error'],
      ['domain-nxdomain', ...SETS],
      'corp.local',
    ],
    [
      'the domain itself, denied',
      'other.example.net. A 192.0.2.1',
      ['domain-nxdomain error', 'special-use error'],
      [],
      'mail.invalid',
    ],
    [
      'an MX host that only this resolver knows',
      '@ MX 10 exchange.corp.local.\nexchange.corp.local. A 192.0.2.1',
      ['special-use error'],
    ],
    [
      'the same beside a public one',
      `${LIVE}@ MX 10 exchange.corp.local.\nexchange.corp.local. A 192.0.2.1`,
      ['special-use warning'],
    ],
    [
      'an MX host that does not answer',
      ';! REFUSED exchange.corp.local *\n@ MX 10 exchange.corp.local.',
      ['special-use error'],
    ],
    ['denied: told by the rule on dead hosts', `${LIVE}@ MX 32767 ms1.msv1.invalid.`, []],
    [
      'an SPF include',
      `${LIVE}@ TXT "v=spf1 include:_spf.corp.local -all"\n_spf.corp.local. TXT "v=spf1 -all"`,
      ['special-use error'],
    ],
    [
      'what a PTR names is not the domain’s',
      `${LIVE}9.2.0.192.in-addr.arpa. PTR host.corp.local.\nhost.corp.local. A 192.0.2.9`,
      [],
    ],
    [
      '.test, .example and .internal are ordinary',
      '@ MX 10 a.test.\n@ MX 20 b.example.\n@ MX 30 c.corp.internal.\na.test. A 192.0.2.1\nb.example. A 192.0.2.2\nc.corp.internal. A 192.0.2.3',
      [],
    ],
    ['a label that merely ends so', `${LIVE}@ MX 10 mx.notlocal.\nmx.notlocal. A 192.0.2.1`, []],
  ],
  'DMARC records out of place': [
    ['the name twice', `${LIVE}_dmarc.example.com ${RECORD}`, ['doubled-name error']],
    ['no underscore', `${LIVE}dmarc ${RECORD}`, ['missing-underscore error']],
    [
      'both',
      `${LIVE}dmarc ${RECORD}\n_dmarc.example.com ${RECORD}`,
      ['doubled-name error', 'missing-underscore error'],
    ],
    ['a record at its place too', `${LIVE}_dmarc ${RECORD}\ndmarc ${RECORD}`, []],
    ['another text without the underscore', `${LIVE}dmarc TXT "see https://example.com/dmarc"`, []],
    ['a wildcard’s SPF record', `${LIVE}* TXT "v=spf1 -all"`, []],
    [
      'a wildcard’s DMARC record, hidden at its place',
      `${LIVE}* ${RECORD}\nx._report._dmarc TXT "v=DMARC1"`,
      [],
    ],
    [
      'the same, seen without knowing of the wildcard',
      `${LIVE}x._report._dmarc TXT "v=DMARC1"\ndmarc ${RECORD}\n${improbableName('example.com', 'np')}. ${RECORD}`,
      [],
    ],
    ['an alias below _dmarc’s place', `${LIVE}_dmarc CNAME dmarc\ndmarc ${RECORD}`, []],
    [
      'its place not answered',
      `;! SERVFAIL _dmarc.example.com TXT\n${LIVE}dmarc ${RECORD}`,
      [],
      [...MISPLACED, ...SETS],
    ],
    [
      'one of the two not answered',
      `;! SERVFAIL dmarc.example.com TXT\n${LIVE}_dmarc.example.com ${RECORD}`,
      ['doubled-name error'],
      ['missing-underscore'],
    ],
    [
      'the probe for a wildcard not answered',
      `;! SERVFAIL ${improbableName('example.com', 'np')} TXT\n${LIVE}dmarc ${RECORD}`,
      [],
      ['missing-underscore'],
    ],
  ],
  'names that are denied above others': [
    [
      'above a key',
      `;! NXDOMAIN _domainkey.example.com TXT\n${LIVE}google._domainkey ${KEY}`,
      ['ent-nxdomain notice'],
    ],
    [
      'above an alias to nothing',
      `;! NXDOMAIN _domainkey.example.com TXT\n${LIVE}google._domainkey CNAME gone.vendor.example.`,
      ['ent-nxdomain notice'],
    ],
    [
      'the domain itself, above its host',
      `;! NXDOMAIN example.com *\nmail A 192.0.2.1\n_dmarc ${RECORD}`,
      ['ent-nxdomain notice'],
    ],
    ['empty, as it should be', `;! NODATA _domainkey.example.com TXT\n${LIVE}google._domainkey ${KEY}`, []],
    ['nothing below', `;! NXDOMAIN _domainkey.example.com TXT\n${LIVE}`, []],
    [
      'below only an empty answer',
      `;! NXDOMAIN _domainkey.example.com TXT\n;! NODATA google._domainkey.example.com TXT\n${LIVE}`,
      [],
    ],
    ['the target of an alias', `${LIVE}_domainkey CNAME gone.vendor.example.\ngoogle._domainkey ${KEY}`, []],
    [
      'above the domain',
      ';! NXDOMAIN example.com *\n@ A 192.0.2.1\nsub MX 10 live\nlive A 192.0.2.9',
      [],
      [],
      'sub.example.com',
    ],
    [
      'all that is below not answered',
      `;! NXDOMAIN _domainkey.example.com TXT\n;! SERVFAIL google._domainkey.example.com TXT\n${LIVE}`,
      [],
      ['ent-nxdomain', ...SETS],
    ],
    [
      'one answered, one not',
      `;! NXDOMAIN _domainkey.example.com TXT\n;! SERVFAIL s1._domainkey.example.com TXT\n${LIVE}google._domainkey ${KEY}`,
      ['ent-nxdomain notice'],
      SETS,
    ],
    [
      'itself not answered',
      `;! SERVFAIL _domainkey.example.com TXT\n${LIVE}google._domainkey ${KEY}`,
      [],
      ['ent-nxdomain'],
    ],
  ],
  'long alias chains': [
    ['8 aliases', `${LIVE}${aliases(8)}`, []],
    ['9 aliases', `${LIVE}${aliases(9)}`, ['cname-chain-long notice']],
    [
      'two names, one end',
      `${LIVE}${aliases(9)}\ndmarc.example.com CNAME _dmarc\ngoogle._domainkey CNAME _dmarc`,
      ['cname-chain-long notice'],
    ],
    [
      'a wildcard’s, and every guess',
      `${LIVE}* CNAME c1\n${aliases(9).replace(/^.*\n/, '')}`,
      ['cname-chain-long notice'],
    ],
    [
      'the end not answered',
      `;! SERVFAIL c5.vendor.example A\n@ MX 10 a1\n${[1, 2, 3, 4, 5, 6, 7, 8].map((i) => `a${i} CNAME a${i + 1}`).join('\n')}\na9 CNAME a10.vendor.example.`,
      ['cname-chain-long notice'],
    ],
    [
      'what only a PTR leads to',
      `${LIVE}9.2.0.192.in-addr.arpa. PTR r1.vendor.example.\n${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `r${i}.vendor.example. CNAME r${i + 1}.vendor.example.`).join('\n')}\nr10.vendor.example. A 192.0.2.9`,
      [],
    ],
  ],
  'answers too large for UDP': [
    ['512 octets at the domain', `${LIVE}@ TXT ${textFor(512)}`, []],
    ['513 octets', `${LIVE}@ TXT ${textFor(513)}`, ['udp-truncated notice']],
    ['1232 octets with EDNS', `${LIVE}@ TXT ${textFor(1232 - 11)}`, ['udp-truncated notice']],
    ['1233 octets with EDNS', `${LIVE}@ TXT ${textFor(1233 - 11)}`, ['udp-truncated notice']],
    [
      'a DMARC record',
      `${LIVE}_dmarc TXT ${stringsOf(`v=DMARC1; p=none; rua=${'mailto:dmarc@example.com,'.repeat(20)}mailto:dmarc@example.com`)}`,
      ['udp-truncated notice'],
    ],
    ['another text at _dmarc', `${LIVE}_dmarc TXT ${stringsOf('x'.repeat(900))}`, []],
    ['a key of 4096 bits', `${LIVE}google._domainkey ${keyOf(750)}`, []],
    ['a key of 8192 bits', `${LIVE}google._domainkey ${keyOf(1400)}`, ['udp-truncated notice']],
    ['a wildcard’s key, at every guess', `${LIVE}*._domainkey ${keyOf(1400)}`, []],
    ['another name', `${LIVE}www TXT ${stringsOf('x'.repeat(1400))}`, []],
    ['not answered', `;! SERVFAIL example.com TXT\n${LIVE}`, [], SETS],
    [
      'one not answered, one too large',
      `;! SERVFAIL google._domainkey.example.com TXT\n${LIVE}@ TXT ${textFor(600)}`,
      ['udp-truncated notice'],
      ['ent-nxdomain', ...SETS],
    ],
  ],
  'TTL of mail records': [
    ['a day', '@ 86400 MX 10 live\nlive A 192.0.2.9', []],
    ['a second more', '@ 86401 MX 10 live\nlive A 192.0.2.9', ['ttl-extreme notice']],
    ['a minute', `${LIVE}@ 60 TXT "v=spf1 mx -all"`, []],
    ['a second less', `${LIVE}@ 59 TXT "v=spf1 mx -all"`, ['ttl-extreme notice']],
    ['nothing kept', `${LIVE}_dmarc 0 ${RECORD}`, ['ttl-extreme notice']],
    ['automatic', `${LIVE}_dmarc 1 ${RECORD}`, []],
    ['a key', `${LIVE}google._domainkey 604800 ${KEY}`, ['ttl-extreme notice']],
    [
      'all of them: one finding',
      `$TTL 604800\n${LIVE}@ TXT "v=spf1 mx -all"\n_dmarc ${RECORD}\ngoogle._domainkey ${KEY}`,
      ['ttl-extreme notice'],
    ],
    [
      'one long, one short',
      `@ 604800 MX 10 live\nlive A 192.0.2.9\n_dmarc 30 ${RECORD}`,
      ['ttl-extreme notice', 'ttl-extreme notice'],
    ],
    ['texts that are not mail’s', `${LIVE}@ 30 TXT "note"\nwww 30 A 192.0.2.1`, []],
    [
      'what stands behind an alias',
      `${LIVE}_dmarc CNAME d.vendor.example.\nd.vendor.example. 30 ${RECORD}`,
      [],
    ],
    [
      'one not answered',
      `;! SERVFAIL example.com MX\n_dmarc 30 ${RECORD}`,
      ['ttl-extreme notice'],
      ['ttl-extreme'],
    ],
  ],
};

for (const [group, table] of Object.entries(cases)) {
  describe(group, () => {
    for (const [what, zone, findings, blocked = [], domain = 'example.com'] of table) {
      it(what, async () => {
        const result = await audit(domain, fixtureResolver(zone));
        const found = result.findings.filter(({ rule }) => rule.startsWith('dns/'));
        assert.deepEqual(
          found.map(({ rule, severity }) => `${rule.slice(4)} ${severity}`).sort(),
          [...findings].sort(),
        );
        assert.deepEqual(
          result.sections.dns!.rules.blocked.map((id) => id.slice(4)).sort(),
          [...blocked].sort(),
        );
        assert.equal(new Set(found.map(({ fingerprint }) => fingerprint)).size, found.length);
        for (const { message } of found) assert.ok(message.length < 300, message);
      });
    }
  });
}

describe('live answers beside given records', () => {
  /** The records of a fixture as a server tells them; what is `given` lies over them. */
  async function found(live: string, given = ''): Promise<string[]> {
    const served = fixtureResolver(live);
    const server: Resolver = {
      async ask(name, type) {
        return { ...(await served.ask(name, type)), source: { server: '192.0.2.53' } };
      },
    };
    const { findings } = await audit('example.com', overlaid(createAuthority(fixtureRecords(given)), server));
    return findings.flatMap(({ rule, message }) => (NEW.has(rule) ? [message] : []));
  }
  const NEW = new Set(['dns/ent-nxdomain', 'dns/ttl-extreme']);
  const denied = `;! NXDOMAIN _domainkey.example.com TXT\n${LIVE}`;

  it('a live key below a name that is denied live', async () => {
    assert.deepEqual(await found(`${denied}google._domainkey ${KEY}`), [
      'the DNS denies _domainkey.example.com (NXDOMAIN), yet google._domainkey.example.com exists',
    ]);
  });

  it('a key that is not published yet says nothing against the name above it', async () => {
    assert.deepEqual(await found(denied, `google._domainkey ${KEY}`), []);
  });

  it('nor does an alias that is not published yet', async () => {
    const vendor = `k.vendor.example. ${KEY}`;
    assert.deepEqual(await found(`${denied}${vendor}`, 'google._domainkey CNAME k.vendor.example.'), []);
    assert.equal((await found(`${denied}${vendor}\ngoogle._domainkey CNAME k.vendor.example.`)).length, 1);
  });

  it('of what a cache tells, only a long TTL is sure, and its number is not', async () => {
    assert.deepEqual(await found(`${LIVE}_dmarc 30 ${RECORD}`), []);
    assert.deepEqual(await found(`${LIVE}_dmarc 604800 ${RECORD}`), [
      'TTL over a day: _dmarc.example.com TXT',
    ]);
    assert.deepEqual(await found(LIVE, `_dmarc 604800 ${RECORD}`), [
      'TTL of 604800 s, over a day: _dmarc.example.com TXT',
    ]);
  });
});

describe('what the rules of this section ask for', () => {
  it('is nothing: a section alone gathers no other', async () => {
    const asked: string[] = [];
    const world = fixtureResolver(LIVE);
    const listening: Resolver = {
      ask(name, type) {
        asked.push(`${name} ${type}`);
        return world.ask(name, type);
      },
    };
    await audit('example.com', listening, { sections: ['mx'] });
    const about = (name: string) => ['A', 'AAAA'].map((type) => `${name} ${type}`);
    assert.deepEqual(
      asked.sort(),
      [
        'example.com MX',
        'example.com TXT',
        '_spf.example.com TXT',
        `${improbableName('example.com', 'sibling')} TXT`,
        ...about('example.com'),
        ...about('live.example.com'),
      ].sort(),
    );
  });

  for (const [what, zone] of [
    ['a record that asks for more than nothing', 'dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"'],
    ['a record whose place holds an alias', `dmarc ${RECORD}\n_dmarc CNAME gone.vendor.example.`],
  ]) {
    it(`${what} is not put in its place in one step`, async () => {
      const { findings } = await audit('example.com', fixtureResolver(`${LIVE}${zone}`));
      const [finding] = findings.filter(({ rule }) => rule === 'dns/missing-underscore');
      assert.deepEqual(finding?.changes, []);
    });
  }
});
