import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { audit } from '../../src/audit.ts';
import { addressOctets, formatAddress, inPrefix } from '../../src/dns/index.ts';
import { checkHost } from '../../src/facts/spf/check.ts';
import { firstOwners, intervalOf, joined, networksOf, sizeOf } from '../../src/facts/spf/space.ts';
import { fixtureResolver } from '../support/fixture.ts';

async function authorised(zone: string) {
  const { sections } = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
  return sections.spf!.facts.authorised;
}

describe('who passes', () => {
  it('counts every address once, by the first term that holds it', async () => {
    const { ipv4, terms, exact } = await authorised(`
@ TXT "v=spf1 ip4:192.0.2.0/25 a mx include:_spf.example.net ip4:192.0.2.0/24 -all"
@ A 192.0.2.1
@ MX 10 mail
mail A 198.51.100.1
_spf.example.net. TXT "v=spf1 -ip4:192.0.2.128/26 ip4:192.0.2.128/25 ?all"
`);
    assert.ok(exact);
    assert.deepEqual(ipv4, { addresses: 257, networks: ['192.0.2.0/24', '198.51.100.1/32'] });
    assert.deepEqual(
      terms.map(({ text, ipv4: { addresses, added } }) => [text, addresses, added]),
      [
        ['ip4:192.0.2.0/25', 128, 128],
        ['a', 1, 0],
        ['mx', 1, 1],
        ['include:_spf.example.net', 64, 64],
        ['ip4:192.0.2.0/24', 256, 64],
      ],
    );
  });

  it('leaves out what an earlier term refuses', async () => {
    const { ipv4, ipv6 } = await authorised(
      '@ TXT "v=spf1 -ip4:192.0.2.4 ip4:192.0.2.0/29 ip6:2001:db8::/32 ~all"',
    );
    assert.deepEqual(ipv4, { addresses: 7, networks: ['192.0.2.0/30', '192.0.2.5/32', '192.0.2.6/31'] });
    assert.deepEqual(ipv6, { addresses: String(2n ** 96n), networks: ['2001:db8::/32'] });
  });

  it('says the whole Internet, and nobody', async () => {
    assert.equal((await authorised('@ TXT "v=spf1 +all"')).ipv4.addresses, 2 ** 32);
    assert.deepEqual((await authorised('@ TXT "v=spf1 -all"')).ipv4, { addresses: 0, networks: [] });
    assert.deepEqual((await authorised('@ A 192.0.2.1')).ipv4, { addresses: 0, networks: [] });
  });

  it('tells apart what the DNS does not say, and what was not answered', async () => {
    const { exact, open } = await authorised(`
@ TXT "v=spf1 ptr exists:%{i}._x.example.com include:%{l}._spf.example.com include:slow.example.net ~all"
;! TIMEOUT slow.example.net TXT
`);
    assert.equal(exact, false);
    assert.deepEqual(
      open.map(({ text }) => text),
      ['ptr', 'exists:%{i}._x.example.com', 'include:%{l}._spf.example.com'],
    );
  });

  it('takes little time over a hostile record', async () => {
    const terms = Array.from(
      { length: 3000 },
      (_, index) => `${'+-'[index % 2]}ip4:192.${index % 256}.${index % 7}.0/${8 + (index % 25)}`,
    );
    const strings = terms.join(' ').match(/.{1,255}/g)!;
    const begin = Date.now();
    await authorised(`@ TXT "v=spf1 " ${strings.map((text) => `"${text}"`).join(' ')}`);
    assert.ok(Date.now() - begin < 3000);
  });
});

const network = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 14, max: 32 }))
  .map(([third, fourth, prefix]) => ({ address: `192.0.${third}.${fourth}`, prefix }));
const terms = fc.array(
  fc
    .record({ sign: fc.constantFrom('', '-', '~', '?'), network })
    .map(({ sign, network: { address, prefix } }) => `${sign}ip4:${address}/${prefix}`),
  { maxLength: 8 },
);

describe('the authorised space as a property', () => {
  it('holds a client where check_host() says pass, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(terms, terms, network, async (own, included, { address }) => {
        const zone = `@ TXT "v=spf1 ${own.join(' ')} include:b.example.net -all"\nb.example.net. TXT "v=spf1 ${included.join(' ')} ?all"`;
        const { networks } = (await authorised(zone)).ipv4;
        const { result } = await checkHost(fixtureResolver(zone).ask, 'example.com', { ip: address });
        const holds = networks.some((one) => {
          const [base = '', prefix] = one.split('/');
          return inPrefix(addressOctets(address)!, addressOctets(base)!, Number(prefix));
        });
        assert.equal(holds, result === 'pass');
      }),
      { numRuns: 100 },
    );
  });

  it('is written in networks that are just the interval', () => {
    fc.assert(
      fc.property(fc.array(network, { minLength: 1, maxLength: 6 }), (all) => {
        const intervals = all.map(({ address, prefix }) =>
          intervalOf({ octets: addressOctets(address)!, prefix }),
        );
        const merged = joined(firstOwners(intervals.map((one) => [one])));
        const written = merged.flatMap((one) => networksOf(one, 32, 1000));
        const read = written.map((text) => {
          const [base = '', prefix] = text.split('/');
          const octets = addressOctets(base)!;
          assert.equal(formatAddress(octets), base);
          return intervalOf({ octets, prefix: Number(prefix) });
        });
        assert.deepEqual(joined(read), merged);
        assert.equal(sizeOf(read), sizeOf(merged));
      }),
    );
  });
});
