import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { fixtureResolver } from '../support/fixture.ts';

const SPF = '@ TXT "v=spf1 ip4:192.0.2.26 -all"\n';
const PTR = '26.2.0.192.in-addr.arpa. PTR out.example.com.\n';
const BACK = 'out A 192.0.2.26\n';
const V6 = '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.';

const table: [what: string, zone: string, findings: string[], blocked?: string[]][] = [
  ['a name that leads back', SPF + PTR + BACK, []],
  ['no name', SPF, ['ptr-missing']],
  [
    'a name of a provider that leads back',
    `${SPF}26.2.0.192.in-addr.arpa. PTR host-26.vendor.example.\nhost-26.vendor.example. A 192.0.2.26`,
    [],
  ],
  ['a name that does not exist', SPF + PTR, ['ptr-not-forward-confirmed']],
  ['a name with another address', `${SPF + PTR}out A 192.0.2.27`, ['ptr-not-forward-confirmed']],
  ['a name with that address among others', `${SPF + PTR + BACK}out A 192.0.2.27`, []],
  ['a name that is an alias', `${SPF + PTR}out CNAME real\nreal A 192.0.2.26`, []],
  ['one of two names leads back', `${SPF + PTR + BACK}26.2.0.192.in-addr.arpa. PTR www.example.com.`, []],
  [
    'delegated as RFC 2317 has it',
    `${SPF}26.2.0.192.in-addr.arpa. CNAME 26.0-63.2.0.192.in-addr.arpa.\n26.0-63.2.0.192.in-addr.arpa. PTR out.example.com.\n${BACK}`,
    [],
  ],
  ['IPv6', `@ TXT "v=spf1 ip6:2001:db8::1 -all"\n`, ['ptr-missing']],
  [
    'IPv6 that leads back',
    `@ TXT "v=spf1 ip6:2001:db8::1 -all"\n${V6} PTR out.example.com.\nout AAAA 2001:db8::1`,
    [],
  ],
  [
    'two senders, one without a name',
    `@ TXT "v=spf1 ip4:192.0.2.26 ip4:192.0.2.27 -all"\n${PTR}${BACK}`,
    ['ptr-missing'],
  ],
  ['a range is not sampled', '@ TXT "v=spf1 ip4:192.0.2.0/24 -all"', []],
  ['an address of the local network sends through another', '@ TXT "v=spf1 ip4:10.0.0.1 -all"', []],
  ['an address that may not send', '@ TXT "v=spf1 -ip4:192.0.2.26 ~ip4:192.0.2.27 +all"', []],
  [
    'an MX host that SPF does not name',
    '@ MX 10 mail\nmail A 192.0.2.26\n@ TXT "v=spf1 ip4:198.51.100.0/24 -all"',
    [],
  ],
  ['a host of one’s own by name', `@ TXT "v=spf1 a:out.example.com -all"\n${BACK}`, ['ptr-missing']],
  ['a host of one’s own that leads back', `@ TXT "v=spf1 a:out.example.com -all"\n${PTR}${BACK}`, []],
  ['a network around a host', `@ TXT "v=spf1 a:out.example.com/24 -all"\n${BACK}`, []],
  ['somebody else’s host', '@ TXT "v=spf1 a:out.vendor.example -all"\nout.vendor.example. A 192.0.2.26', []],
  [
    'a host of one’s own that is a vendor’s by alias',
    '@ TXT "v=spf1 a:out.example.com -all"\nout CNAME out.vendor.example.\nout.vendor.example. A 192.0.2.26',
    [],
  ],
  [
    'an include of one’s own',
    '@ TXT "v=spf1 include:_spf.example.com -all"\n_spf TXT "v=spf1 ip4:192.0.2.26 -all"',
    ['ptr-missing'],
  ],
  [
    'a redirect to one’s own',
    '@ TXT "v=spf1 redirect=_spf.example.com"\n_spf TXT "v=spf1 ip4:192.0.2.26 -all"',
    ['ptr-missing'],
  ],
  [
    'an include that lets nobody pass',
    '@ TXT "v=spf1 -include:_spf.example.com -all"\n_spf TXT "v=spf1 ip4:192.0.2.26 -all"',
    [],
  ],
  ['behind “all”', '@ TXT "v=spf1 -all ip4:192.0.2.26"', []],
  // What only “a” and “mx” lead to may never send.
  ['the domain’s own address', '@ A 192.0.2.26\n@ TXT "v=spf1 a -all"', ['ptr-missing notice']],
  ['the MX host', '@ MX 10 mail\nmail A 192.0.2.26\n@ TXT "v=spf1 mx -all"', ['ptr-missing notice']],
  [
    'the MX host, named as well',
    '@ MX 10 mail\nmail A 192.0.2.26\n@ TXT "v=spf1 mx ip4:192.0.2.26 -all"',
    ['ptr-missing'],
  ],
  [
    'a provider’s MX host',
    '@ MX 10 mx.vendor.example.\nmx.vendor.example. A 192.0.2.26\n@ TXT "v=spf1 mx -all"',
    [],
  ],
  [
    'the MX host’s name not answered: nobody waits for a notice',
    ';! SERVFAIL 26.2.0.192.in-addr.arpa PTR\n@ MX 10 mail\nmail A 192.0.2.26\n@ TXT "v=spf1 mx -all"',
    [],
  ],
  [
    'an include of one’s own not answered',
    `;! SERVFAIL _spf.example.com TXT\n@ TXT "v=spf1 include:_spf.example.com -all"`,
    [],
    ['ptr-missing', 'ptr-not-forward-confirmed'],
  ],
  [
    'a vendor’s include not answered',
    `;! SERVFAIL _spf.vendor.example TXT\n@ TXT "v=spf1 include:_spf.vendor.example ip4:192.0.2.26 -all"\n${PTR}${BACK}`,
    [],
  ],
  [
    'a host of one’s own not answered',
    `;! SERVFAIL out.example.com A\n@ TXT "v=spf1 a:out.example.com -all"`,
    [],
    ['ptr-missing', 'ptr-not-forward-confirmed'],
  ],
  [
    'a vendor’s addresses are the vendor’s',
    '@ TXT "v=spf1 include:vendor.example -all"\nvendor.example. TXT "v=spf1 ip4:192.0.2.26 -all"',
    [],
  ],
  ['no SPF', '@ A 192.0.2.26', []],
  [
    'the name not answered',
    `;! SERVFAIL 26.2.0.192.in-addr.arpa PTR\n${SPF}`,
    [],
    ['ptr-missing', 'ptr-not-forward-confirmed'],
  ],
  [
    'the way back not answered',
    `;! SERVFAIL out.example.com A\n${SPF + PTR}`,
    [],
    ['ptr-not-forward-confirmed'],
  ],
  [
    'one way back not answered, another leads back',
    `;! SERVFAIL www.example.com A\n${SPF + PTR + BACK}26.2.0.192.in-addr.arpa. PTR www.example.com.`,
    [],
  ],
  ['SPF not answered', ';! SERVFAIL example.com TXT', [], ['ptr-missing', 'ptr-not-forward-confirmed']],
];

describe('rules of address', () => {
  for (const [what, zone, findings, blocked = []] of table) {
    it(what, async () => {
      const result = await audit('example.com', fixtureResolver(zone), { sections: ['address'] });
      const found = result.findings.filter(({ rule }) => rule.startsWith('address/'));
      assert.deepEqual(
        found
          .map(({ rule, severity }) => `${rule.slice(8)}${severity === 'warning' ? '' : ` ${severity}`}`)
          .sort(),
        findings,
      );
      assert.deepEqual(result.sections.address!.rules.blocked.map((id) => id.slice(8)).sort(), blocked);
    });
  }

  it('tells of all addresses in one finding, which counts them', async () => {
    const zone = '@ TXT "v=spf1 ip4:203.0.113.1 ip4:203.0.113.2 ip4:203.0.113.3 -all"';
    const { findings } = await audit('example.com', fixtureResolver(zone), { sections: ['address'] });
    const found = findings.filter(({ rule }) => rule === 'address/ptr-missing');
    assert.equal(found.length, 1);
    assert.match(found[0]!.message, /203\.0\.113\.1, 203\.0\.113\.2, 203\.0\.113\.3/);
    assert.equal(found[0]!.measure, 3);
    const fewer = await audit('example.com', fixtureResolver(zone.replace(' ip4:203.0.113.2', '')), {
      sections: ['address'],
    });
    const [same] = fewer.findings.filter(({ rule }) => rule === 'address/ptr-missing');
    assert.deepEqual([same!.fingerprint, same!.measure], [found[0]!.fingerprint, 2]);
  });

  it('says how many addresses it did not look at', async () => {
    const terms = Array.from({ length: 20 }, (_, index) => `ip4:203.0.113.${index + 1}`);
    const halves = [terms.slice(0, 10), terms.slice(10)].map((half) => half.join(' '));
    const zone = `@ MX 10 mail\nmail A 192.0.2.1\n@ TXT "v=spf1 ${halves[0]} " "${halves[1]} -all"`;
    const { sections, findings } = await audit('example.com', fixtureResolver(zone), {
      sections: ['address'],
    });
    assert.equal(sections.address!.facts.unasked, 4);
    assert.equal(findings.find(({ rule }) => rule === 'address/ptr-missing')!.measure, 16);
  });
});
