import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressOctets,
  formatAddress,
  inPrefix,
  ipv4Octets,
  ipv6Octets,
  reverseName,
} from '../../src/dns/address.ts';
import { octets } from './wire/arbitraries.ts';

const canonical = (text: string) => formatAddress(ipv6Octets(text)!);
const anyAddress = fc.oneof(octets(4, 4), octets(16, 16));
/** Many zeros, so that "::" has work. */
const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 });

test('octets → text → octets, in a form that node reads as the same address', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyAddress,
        sparse.map((list) => Uint8Array.from(list)),
      ),
      (address) => {
        const text = formatAddress(address);
        assert.deepEqual(addressOctets(text), address);
        assert.ok(address.length === 4 ? isIPv4(text) : isIPv6(text), text);
        // The URL parser prints IPv6 by RFC 5952 too.
        if (address.length === 16) assert.equal(new URL(`http://[${text}]/`).hostname, `[${text}]`);
      },
    ),
    { numRuns: 2000 },
  );
});

const rfc5952: [text: string, canonical: string][] = [
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['2001:db8::0:1', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:DB8::ABCD', '2001:db8::abcd'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['1:0:0:0:0:0:0:0', '1::'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
];
for (const [text, expected] of rfc5952) {
  test(`RFC 5952 §4: ${text} is ${expected}`, () => {
    assert.equal(canonical(text), expected);
  });
}

const bad = [
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  '0x1.2.3.4',
  '1..3.4',
  '+1.2.3.4',
  '1.2.3.1e1',
  ':',
  ':::',
  '1:::2',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '1:2:3:4::5:6:7:8',
  ':1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:',
  '12345::',
  'g::',
  '::1.2.3',
  '::1.2.3.256',
  '1.2.3.4::',
  '1:2:3:4:5:6:7:1.2.3.4',
  'fe80::1%eth0',
  '[::1]',
  '::1/64',
  '١.2.3.4',
];
for (const text of bad) {
  test(`no address: ${JSON.stringify(text)}`, () => {
    assert.equal(addressOctets(text), undefined);
  });
}

test('what is an address is what node:net says', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[0-9.]{1,12}$/),
    fc.stringMatching(/^([0-9]{1,3}\.){3}[0-9]{1,3}$/),
    fc.stringMatching(/^[0-9a-f:]{1,20}$/),
    fc.stringMatching(/^(([0-9a-fA-F]{1,4}|):){1,8}([0-9a-f]{1,4}|192\.0\.2\.1)?$/),
  );
  fc.assert(
    fc.property(text, (some) => {
      assert.equal(ipv4Octets(some) !== undefined, isIPv4(some));
      assert.equal(ipv6Octets(some) !== undefined, isIPv6(some));
    }),
    { numRuns: 10_000 },
  );
});

test('64 kB of text is refused soon', () => {
  for (const text of ['1', '1.', ':', '::', '1:', 'a'].map((part) => part.repeat(65_536 / part.length))) {
    const start = performance.now();
    assert.equal(addressOctets(text), undefined);
    assert.ok(performance.now() - start < 2000);
  }
});

test('a prefix holds the addresses that agree in its bits', () => {
  const prefixes: [address: string, network: string, prefix: number, expected: boolean][] = [
    ['192.0.2.1', '192.0.2.0', 24, true],
    ['192.0.3.1', '192.0.2.0', 24, false],
    ['192.0.3.1', '192.0.2.0', 23, true],
    ['203.0.113.7', '192.0.2.0', 0, true],
    ['192.0.2.1', '192.0.2.0', 32, false],
    ['192.0.2.1', '192.0.2.0', 31, true],
    ['2001:db8::1', '2001:db8::', 127, true],
    ['2001:db8::2', '2001:db8::', 127, false],
    ['2001:db8:8000::', '2001:db8::', 33, false],
    ['::ffff:192.0.2.1', '192.0.2.1', 0, false],
  ];
  for (const [address, network, prefix, expected] of prefixes) {
    assert.equal(inPrefix(addressOctets(address)!, addressOctets(network)!, prefix), expected, address);
  }
});

test('a prefix agrees with the bits written out', () => {
  const bits = (address: Uint8Array) =>
    [...address].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const flipped = (address: Uint8Array, bit: number) =>
    address.with(bit >> 3, address[bit >> 3]! ^ (0x80 >> (bit & 7)));
  fc.assert(
    fc.property(anyAddress, fc.nat(127), fc.nat(128), (address, bit, length) => {
      const network = flipped(address, bit % (8 * address.length));
      const prefix = Math.min(length, 8 * address.length);
      const expected = bits(address).slice(0, prefix) === bits(network).slice(0, prefix);
      assert.equal(inPrefix(address, network, prefix), expected);
    }),
  );
});

test('reverse names', () => {
  assert.equal(reverseName('192.0.2.10'), '10.2.0.192.in-addr.arpa');
  // RFC 3596 §2.5.
  assert.equal(
    reverseName('4321:0:1:2:3:4:567:89ab'),
    'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
  );
  assert.equal(reverseName('example.com'), undefined);
});
