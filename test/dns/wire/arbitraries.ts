import fc from 'fast-check';
import { formatAddress } from '../../../src/dns/address.ts';
import { labelsProblem, type Name, nameOf } from '../../../src/dns/name.ts';
import type { AnyRecord, DataOf, KnownType, RecordType } from '../../../src/dns/types.ts';
import { toBase32hex } from '../../../src/dns/wire/base32hex.ts';
import { type Edns, type Message, typeNumber } from '../../../src/dns/wire/index.ts';

/** Random values of everything a DNS message carries. */

export const octet = fc.integer({ min: 0, max: 0xff });
export const u16 = fc.integer({ min: 0, max: 0xffff });
export const u32 = fc.integer({ min: 0, max: 0xffffffff });
export const ttl = fc.integer({ min: 0, max: 0x7fffffff });

export const octets = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const encoded = (encoding: 'latin1' | 'hex' | 'base64', maxLength: number, minLength = 0) =>
  octets(maxLength, minLength).map((bytes) => Buffer.from(bytes).toString(encoding));

/** Null prototypes, fast-check's default, are nothing that a codec makes. */
export const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

/** Few words, so that names share endings and compression has work. */
const word = fc.constantFrom('a', 'mx1', 'example', 'Example', 'com', 'test', '_dmarc', '*', 'x'.repeat(63));
export const plainLabels = fc
  .array(word, { maxLength: 5 })
  .filter((labels) => labelsProblem(labels) === undefined);
export const plainName: fc.Arbitrary<Name> = plainLabels.map(nameOf);
const anyLabel = fc.oneof({ weight: 4, arbitrary: word }, encoded('latin1', 63, 1));
export const anyLabels = fc
  .array(anyLabel, { maxLength: 8 })
  .filter((labels) => labelsProblem(labels) === undefined);
export const anyName: fc.Arbitrary<Name> = anyLabels.map(nameOf);

const KNOWN = [
  'A',
  'NS',
  'CNAME',
  'SOA',
  'PTR',
  'MX',
  'TXT',
  'AAAA',
  'SRV',
  'DNAME',
  'DS',
  'RRSIG',
  'NSEC',
] as const;
export const KNOWN_TYPES: KnownType[] = [...KNOWN, 'DNSKEY', 'NSEC3', 'TLSA', 'SVCB', 'HTTPS', 'CAA'];
const typeNames = fc.constantFrom<RecordType>(
  ...KNOWN_TYPES,
  'TYPE0',
  'TYPE51',
  'TYPE255',
  'TYPE256',
  'TYPE65535',
);
const typeSet = (types: fc.Arbitrary<string>) => fc.uniqueArray(types, { maxLength: 12 });
/** Data of each type over a given kind of names, type lists and texts. */
export function dataOf(
  name: fc.Arbitrary<Name>,
  types: fc.Arbitrary<string> = typeNames,
): { [T in KnownType]: fc.Arbitrary<DataOf<T>> } {
  const target = record({ target: name });
  const binding = record({
    priority: u16,
    target: name,
    params: fc
      .uniqueArray(record({ key: u16, value: encoded('latin1', 20) }), {
        selector: (param) => param.key,
        maxLength: 4,
      })
      .map((params) => params.sort((a, b) => a.key - b.key)),
  });
  return {
    A: record({ address: octets(4, 4).map(formatAddress) }),
    AAAA: record({ address: octets(16, 16).map(formatAddress) }),
    NS: target,
    CNAME: target,
    DNAME: target,
    PTR: target,
    SOA: record({
      mname: name,
      rname: name,
      serial: u32,
      refresh: u32,
      retry: u32,
      expire: u32,
      minimum: u32,
    }),
    MX: record({ preference: u16, exchange: name }),
    TXT: record({ strings: fc.array(encoded('latin1', 255), { minLength: 1, maxLength: 4 }) }),
    SRV: record({ priority: u16, weight: u16, port: u16, target: name }),
    TLSA: record({ usage: octet, selector: octet, matchingType: octet, data: encoded('hex', 40) }),
    DS: record({ keyTag: u16, algorithm: octet, digestType: octet, digest: encoded('hex', 40) }),
    DNSKEY: record({ flags: u16, protocol: octet, algorithm: octet, publicKey: encoded('base64', 70) }),
    RRSIG: record({
      typeCovered: types,
      algorithm: octet,
      labels: octet,
      originalTtl: u32,
      expiration: u32,
      inception: u32,
      keyTag: u16,
      signer: name,
      signature: encoded('base64', 70),
    }),
    NSEC: record({ next: name, types: typeSet(types).map(inOrder) }),
    NSEC3: record({
      hashAlgorithm: octet,
      flags: octet,
      iterations: u16,
      salt: encoded('hex', 255),
      nextHashed: octets(40, 1).map(toBase32hex),
      types: typeSet(types).map(inOrder),
    }),
    CAA: record({ flags: octet, tag: encoded('latin1', 15, 1), value: encoded('latin1', 60) }),
    SVCB: binding,
    HTTPS: binding,
  };
}

function inOrder(types: string[]): string[] {
  return types.sort((a, b) => typeNumber(a as RecordType) - typeNumber(b as RecordType));
}

const opaque = fc
  .tuple(fc.constantFrom<RecordType>('TYPE51', 'TYPE99', 'TYPE65280'), encoded('hex', 40))
  .map(([type, hex]) => ({ type, data: { octets: hex } }));

/** A record of any known type, or of an unknown one. */
export function anyRecord(name: fc.Arbitrary<Name>, types?: fc.Arbitrary<string>): fc.Arbitrary<AnyRecord> {
  const known = Object.entries(dataOf(name, types)).map(([type, data]: [string, fc.Arbitrary<unknown>]) =>
    data.map((value) => ({ type, data: value })),
  );
  const head = record({ name, class: fc.constantFrom(1, 3, 254), ttl });
  return fc
    .tuple(head, fc.oneof(...known, opaque))
    .map(([fields, rest]) => ({ ...fields, ...rest }) as AnyRecord);
}

/** Options without extended errors, which have a form of their own. */
const option = record({ code: u16.filter((code) => code !== 15), octets: octets(20) });
const errorText = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.endsWith('\0'));
const extendedError = record({ code: u16, text: errorText });
export const edns: fc.Arbitrary<Edns> = record({
  udpSize: u16,
  version: octet,
  dnssecOk: fc.boolean(),
  options: fc.array(option, { maxLength: 3 }),
  errors: fc.array(extendedError, { maxLength: 2 }),
});

const bit = fc.boolean();
export const flags = record({ qr: bit, aa: bit, tc: bit, rd: bit, ra: bit, ad: bit, cd: bit });

export function anyMessage(name: fc.Arbitrary<Name>, one = anyRecord(name)): fc.Arbitrary<Message> {
  const records = fc.array(one, { maxLength: 4 });
  const question = record({ name, type: typeNames, class: u16 });
  const plain = record({
    id: u16,
    flags,
    opcode: fc.integer({ min: 0, max: 15 }),
    rcode: fc.integer({ min: 0, max: 15 }),
    questions: fc.array(question, { maxLength: 2 }),
    answers: records,
    authorities: records,
    additionals: records,
  });
  const extended = fc.tuple(plain, edns, fc.integer({ min: 0, max: 0xfff }));
  return fc.oneof(
    plain,
    extended.map(([message, opt, rcode]) => ({ ...message, rcode, edns: opt })),
  );
}
