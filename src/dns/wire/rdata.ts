import type { DataOf, KnownType, RecordType, RecordTypes } from '../types.ts';
import {
  address4,
  address6,
  caaTag,
  characterStrings,
  compressedName,
  type Field,
  nsec3Hash,
  nsec3Salt,
  plainName,
  restAsBase64,
  restAsHex,
  restAsText,
  serviceParams,
  typeCode,
  u8,
  u16,
  u32,
} from './fields.ts';
import { Malformed } from './malformed.ts';
import { Reader } from './reader.ts';
import { typeBitmap } from './type-bitmap.ts';
import { Writer } from './writer.ts';

/** RDATA as its fields in the order of the wire. */
function fields<D extends object>(parts: { [K in keyof D]-?: Field<D[K]> }): Field<D> {
  const list = Object.entries(parts) as [keyof D, Field<unknown>][];
  return {
    read(from) {
      const data: Partial<Record<keyof D, unknown>> = {};
      for (const [key, field] of list) data[key] = field.read(from);
      return data as D;
    },
    write(to, data) {
      for (const [key, field] of list) field.write(to, data[key]);
    },
  };
}

const target = { target: compressedName };
const serviceBinding = { priority: u16, target: plainName, params: serviceParams };

const KNOWN: { [T in KnownType]: Field<RecordTypes[T]> } = {
  A: fields({ address: address4 }),
  AAAA: fields({ address: address6 }),
  NS: fields(target),
  CNAME: fields(target),
  DNAME: fields({ target: plainName }),
  PTR: fields(target),
  SOA: fields({
    mname: compressedName,
    rname: compressedName,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  MX: fields({ preference: u16, exchange: compressedName }),
  TXT: fields({ strings: characterStrings }),
  SRV: fields({ priority: u16, weight: u16, port: u16, target: plainName }),
  TLSA: fields({ usage: u8, selector: u8, matchingType: u8, data: restAsHex }),
  DS: fields({ keyTag: u16, algorithm: u8, digestType: u8, digest: restAsHex }),
  DNSKEY: fields({ flags: u16, protocol: u8, algorithm: u8, publicKey: restAsBase64 }),
  RRSIG: fields({
    typeCovered: typeCode,
    algorithm: u8,
    labels: u8,
    originalTtl: u32,
    expiration: u32,
    inception: u32,
    keyTag: u16,
    signer: plainName,
    signature: restAsBase64,
  }),
  NSEC: fields({ next: plainName, types: typeBitmap }),
  NSEC3: fields({
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: nsec3Salt,
    nextHashed: nsec3Hash,
    types: typeBitmap,
  }),
  CAA: fields({ flags: u8, tag: caaTag, value: restAsText }),
  SVCB: fields(serviceBinding),
  HTTPS: fields(serviceBinding),
};

const codecs: ReadonlyMap<string, unknown> = new Map(Object.entries(KNOWN));
/** RFC 3597 §3: the RDATA of an unknown type is opaque. */
const opaque = fields<{ octets: string }>({ octets: restAsHex });

/** The codec of a type's RDATA. */
export function rdataOf<T extends RecordType>(type: T): Field<DataOf<T>> {
  return (codecs.get(type) ?? opaque) as Field<DataOf<T>>;
}

/** RDATA that stands alone, its names in full; `undefined` where it is no RDATA of that type. */
export function decodeRdata<T extends RecordType>(type: T, octets: Uint8Array): DataOf<T> | undefined {
  const reader = new Reader(octets, false);
  try {
    return reader.within(octets.length, () => rdataOf(type).read(reader));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** RDATA that stands alone, its names in full. Throws a RangeError where a value does not fit. */
export function encodeRdata<T extends RecordType>(type: T, data: DataOf<T>): Uint8Array {
  const writer = new Writer(false);
  rdataOf(type).write(writer, data);
  return writer.done();
}
