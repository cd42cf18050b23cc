import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Resolver } from '../../src/dns/index.ts';
import { improbableName } from '../../src/facts/probe.ts';
import { fixtureResolver } from '../support/fixture.ts';

/** Zone text; findings of the section as `rule severity`; rules of the section that a failed lookup blocks. */
type Case = [what: string, zone: string, findings: string[], blocked?: string[], domain?: string];

const LIVE = '@ MX 20 live\nlive A 192.0.2.9\n';
const RECORD = 'TXT "v=DMARC1; p=none; rua=mailto:dmarc@example.com"';

const cases: Record<string, Case[]> = {
  'one zone, one finding': [
    [
      'every name is bogus: the domain’s zone, and com',
      ';! BOGUS * *',
      ['bogus error', 'bogus error'],
      ['domain-nxdomain', 'doubled-name', 'missing-underscore'],
    ],
    [
      'two names of a zone and one of another',
      `;! BOGUS example.com TXT\n;! BOGUS _dmarc.example.com TXT\n;! BOGUS mx.vendor.example A\n${LIVE}@ MX 10 mx.vendor.example.`,
      ['bogus error', 'bogus error'],
      ['doubled-name', 'missing-underscore'],
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
    ],
    ['no answer at all', ';! TIMEOUT * *', [], ['domain-nxdomain', 'doubled-name', 'missing-underscore']],
  ],
  'alias loops': [
    ['to itself', `${LIVE}_dmarc CNAME _dmarc`, ['alias-loop error'], ['doubled-name', 'missing-underscore']],
    [
      'a wildcard that leads to itself',
      `${LIVE}* CNAME www`,
      ['alias-loop error'],
      ['doubled-name', 'missing-underscore'],
    ],
    [
      '17 aliases',
      `${LIVE}_dmarc CNAME c1\n${Array.from({ length: 16 }, (_, i) => `c${i + 1} CNAME c${i + 2}\n`).join('')}c17 ${RECORD}`,
      ['alias-loop error'],
      ['doubled-name', 'missing-underscore'],
    ],
    [
      '16 aliases',
      `${LIVE}_dmarc CNAME c1\n${Array.from({ length: 15 }, (_, i) => `c${i + 1} CNAME c${i + 2}\n`).join('')}c16 ${RECORD}`,
      [],
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
    ],
    ['a subdomain of one that exists', '@ A 192.0.2.1', ['domain-nxdomain error'], [], 'nosuch.example.com'],
  ],
  'special-use names': [
    [
      'the domain itself',
      ';! TIMEOUT corp.local *\n',
      ['special-use error'],
      ['domain-nxdomain'],
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
      ['doubled-name', 'missing-underscore'],
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
      ['example.com MX', ...about('example.com'), ...about('live.example.com')].sort(),
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
