import fc from 'fast-check';
import { formatAddress } from '../../src/dns/address.ts';
import { labelsProblem, type Name, nameOf } from '../../src/dns/name.ts';
import type { AnyRecord, DataOf, KnownType } from '../../src/dns/types.ts';

/** Random records of every type that has a decoded form, and of types that have none. */

/** deepEqual tells objects without a prototype from others. */
const plainRecord = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

const u8 = fc.integer({ min: 0, max: 0xff });
// 253 and 254 are private: BIND reads a name or an OID out of their keys.
const algorithm = fc.integer({ min: 1, max: 252 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
// Farther apart, BIND takes inception and expiration for swapped (RFC 4034 §3.1.5).
const time = fc.integer({ min: 0, max: 2_147_483_647 });
const octets = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));
const latin1 = (minLength: number, maxLength: number) =>
  octets(minLength, maxLength).map((bytes) => bytes.toString('latin1'));
const hex = (minLength: number, maxLength: number) =>
  octets(minLength, maxLength).map((bytes) => bytes.toString('hex'));
const base64 = octets(1, 40).map((bytes) => bytes.toString('base64'));

const hostLabel = fc.stringMatching(/^[a-z0-9_][a-z0-9-]{0,8}$/);
const label = fc.oneof({ weight: 4, arbitrary: hostLabel }, latin1(1, 12));

export const anyName: fc.Arbitrary<Name> = fc
  .array(label, { maxLength: 6 })
  .filter((labels) => labelsProblem(labels) === undefined)
  .map(nameOf);

const text = fc.oneof(
  { weight: 3, arbitrary: latin1(0, 255) },
  fc.constantFrom('', 'v=spf1 -all', 'v=DMARC1; p=none', '"', '\\', '$', '@', '(', ';', '#', 'x'.repeat(255)),
);
const types = fc
  .uniqueArray(fc.constantFrom(1, 2, 6, 15, 16, 28, 46, 47, 65_280), { maxLength: 5 })
  .map((codes) => codes.sort((a, b) => a - b).map((code) => NAMES[code] ?? `TYPE${code}`));
const NAMES: Record<number, string> = {
  1: 'A',
  2: 'NS',
  6: 'SOA',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  46: 'RRSIG',
  47: 'NSEC',
};

const binding = plainRecord({
  priority: u16,
  target: anyName,
  params: fc
    .uniqueArray(plainRecord({ key: fc.integer({ min: 8, max: 65_534 }), value: latin1(0, 20) }), {
      selector: ({ key }) => key,
      maxLength: 4,
    })
    .map((params) => params.sort((a, b) => a.key - b.key)),
});

const target = plainRecord({ target: anyName });

export const anyData: { [T in KnownType]: fc.Arbitrary<DataOf<T>> } = {
  A: octets(4, 4).map((bytes) => ({ address: formatAddress(bytes) })),
  AAAA: octets(16, 16).map((bytes) => ({ address: formatAddress(bytes) })),
  NS: target,
  CNAME: target,
  DNAME: target,
  PTR: target,
  SOA: plainRecord({
    mname: anyName,
    rname: anyName,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  MX: plainRecord({ preference: u16, exchange: anyName }),
  TXT: plainRecord({ strings: fc.array(text, { minLength: 1, maxLength: 4 }) }),
  SRV: plainRecord({ priority: u16, weight: u16, port: u16, target: anyName }),
  TLSA: plainRecord({ usage: u8, selector: u8, matchingType: u8, data: hex(1, 64) }),
  DS: plainRecord({ keyTag: u16, algorithm, digestType: fc.constant(2), digest: hex(32, 32) }),
  DNSKEY: plainRecord({
    flags: fc.constantFrom(0, 256, 257, 385),
    protocol: fc.constant(3),
    algorithm,
    publicKey: base64,
  }),
  RRSIG: plainRecord({
    typeCovered: fc.constantFrom('A', 'MX', 'TYPE65280'),
    algorithm,
    // BIND wants no fewer than the signer has.
    labels: fc.integer({ min: 6, max: 255 }),
    originalTtl: u32,
    expiration: time,
    inception: time,
    keyTag: u16,
    signer: anyName,
    signature: base64,
  }),
  NSEC: plainRecord({ next: anyName, types: types.filter((list) => list.length > 0) }),
  NSEC3: plainRecord({
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: hex(0, 8),
    nextHashed: fc.stringMatching(/^[0-9a-v]{32}$/),
    types,
  }),
  CAA: plainRecord({ flags: u8, tag: fc.stringMatching(/^[a-zA-Z0-9]{1,15}$/), value: latin1(0, 300) }),
  SVCB: binding,
  HTTPS: binding,
};

export const knownTypes = Object.keys(anyData) as KnownType[];

const ttl = fc.integer({ min: 0, max: 2_147_483_647 });

const opaque: fc.Arbitrary<AnyRecord> = plainRecord({
  name: anyName,
  type: fc.integer({ min: 300, max: 32_000 }).map((code) => `TYPE${code}` as const),
  class: fc.constant(1),
  ttl,
  data: hex(0, 30).map((data) => ({ octets: data })),
});

export function recordOf(type: KnownType, owner: fc.Arbitrary<Name> = anyName): fc.Arbitrary<AnyRecord> {
  return fc
    .tuple(owner, ttl, anyData[type] as fc.Arbitrary<unknown>)
    .map(([name, seconds, data]) => ({ name, type, class: 1, ttl: seconds, data }) as AnyRecord);
}

export const anyRecord: fc.Arbitrary<AnyRecord> = fc.oneof(
  ...knownTypes.map((type) => recordOf(type)),
  opaque,
);
