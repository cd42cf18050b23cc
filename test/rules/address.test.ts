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
  ['an MX host that SPF does not name', '@ MX 10 mail\nmail A 192.0.2.26\n@ TXT "v=spf1 mx -all"', []],
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
      assert.deepEqual(found.map(({ rule }) => rule.slice(8)).sort(), findings);
      assert.deepEqual(result.sections.address!.rules.blocked.map((id) => id.slice(8)).sort(), blocked);
      assert.ok(found.every(({ severity }) => severity === 'warning'));
    });
  }
});
