import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { spfRows } from '../../src/render/details-spf.ts';
import { fixtureResolver } from '../support/fixture.ts';

async function factsOf(zone: string) {
  const { sections } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
  return sections.spf!.facts;
}
const drawn = async (zone: string): Promise<string[]> =>
  spfRows(await factsOf(zone)).map((row) => row.join(' ').trimEnd());

const ZONE = `
@ TXT "v=spf1 mx a:gone.example.com include:b.example.com ptr exists:no.example.com -all"
@ MX 10 mail
@ MX 20 mail2
mail A 192.0.2.1
mail2 A 192.0.2.2
b TXT "v=spf1 a:six.example.com mx:nomx.example.com -all a:late.example.com"
six AAAA 2001:db8::1
nomx A 192.0.2.9
`;

describe('the limits of RFC 7208 §4.6.4, and who causes what', () => {
  it('stand in the tree of the report, term by term, behind includes too', async () => {
    const { tree } = await factsOf(ZONE);
    const [mx, gone, include] = tree.terms;
    assert.deepEqual(
      [mx, gone, include, ...include!.node!.terms].map((term) => [
        term!.text,
        term!.lookup,
        term!.voidLookup.ipv4,
        term!.voidLookup.ipv6,
        term!.mxHosts,
      ]),
      [
        ['mx', 1, false, false, 2],
        ['a:gone.example.com', 2, true, true, null],
        ['include:b.example.com', 3, false, false, null],
        ['a:six.example.com', 4, true, false, null],
        ['mx:nomx.example.com', 5, true, true, 0],
        ['-all', null, false, false, null],
        ['a:late.example.com', null, false, false, null],
      ],
    );
  });

  it('stand in the drawn tree, and are summed up below it', async () => {
    const rows = await drawn(ZONE);
    assert.deepEqual(rows.slice(0, 13), [
      ' 1 mx  (2 hosts)  = 2 IPv4',
      ' 2 a:gone.example.com  (finds nothing)',
      ' 3 include:b.example.com  = IPv6',
      ' 4   a:six.example.com  (no IPv4 address)',
      ' 5   mx:nomx.example.com  (finds nothing)',
      '   -all',
      '   a:late.example.com  (never read)',
      ' 6 ptr  (10 names of the client at most)',
      ' 7 exists:no.example.com',
      ' -all',
      'limits 7 of 10 lookups: mx 1, a:gone.example.com 1, include:b.example.com 3, ptr 1, exists:no.example.com 1',
      ' lookups that find nothing, 2 allowed: 3 for IPv4 clients, 2 for IPv6 clients (a:gone.example.com, a:six.example.com, mx:nomx.example.com)',
      ' MX hosts, 10 allowed each: mx 2',
    ]);
  });

  it('say nothing of what a record does not use', async () => {
    const rows = await drawn('@ TXT "v=spf1 ip4:192.0.2.1 -all"');
    assert.ok(!rows.some((row) => /limits|find nothing|MX hosts/.test(row)), rows.join('\n'));
  });

  it('do not take what was not answered for nothing', async () => {
    const { tree } = await factsOf(
      '@ TXT "v=spf1 a:slow.example.com mx -all"\n;! TIMEOUT slow.example.com *\n;! SERVFAIL example.com MX',
    );
    assert.deepEqual(
      tree.terms.slice(0, 2).map(({ voidLookup, mxHosts }) => [voidLookup.ipv4, voidLookup.ipv6, mxHosts]),
      [
        [false, false, null],
        [false, false, null],
      ],
    );
  });
});
