import type { DataOf } from '../dns/types.ts';
import { typeName } from '../dns/wire/index.ts';
import { type Codecs, U8, U16, U32 } from './codec.ts';
import { base64, cite, type Fields, fail, hex, integer, more, name, peek, word } from './fields.ts';
import { algorithmCode, digestCode, typeCode } from './mnemonics.ts';
import { absolute } from './names.ts';

/** A number, or one of the mnemonics that stand for it. */
function code(fields: Fields, what: string, codeOf: (text: string) => number | undefined): number {
  const found = codeOf(peek(fields)?.text ?? '');
  if (found === undefined || peek(fields)?.quoted !== false) return integer(fields, what, U8);
  fields.at++;
  return found;
}

/** RFC 4034 §5.3; CDS has the same form (RFC 7344 §3.1). */
export function readDs(fields: Fields): DataOf<'DS'> {
  return {
    keyTag: integer(fields, 'key tag', U16),
    algorithm: code(fields, 'algorithm', algorithmCode),
    digestType: code(fields, 'digest type', digestCode),
    digest: hex(fields, 'digest'),
  };
}

/** RFC 4034 §2.2; CDNSKEY has the same form (RFC 7344 §3.2). */
export function readDnskey(fields: Fields): DataOf<'DNSKEY'> {
  return {
    flags: integer(fields, 'flags', U16),
    protocol: integer(fields, 'protocol', U8),
    algorithm: code(fields, 'algorithm', algorithmCode),
    publicKey: base64(fields, 'public key'),
  };
}

function typeOf(fields: Fields, what: string): number {
  const found = word(fields, what);
  const number = fields.trouble === undefined ? typeCode(found.text) : 0;
  if (number === undefined) fail(fields, found, `unknown type ${cite(found.text)}`);
  return number ?? 0;
}

/** The types of a bitmap, in the order of their numbers. */
function types(fields: Fields): string[] {
  const codes = new Set<number>();
  while (more(fields)) codes.add(typeOf(fields, 'type'));
  return [...codes].sort((a, b) => a - b).map(typeName);
}

/** RFC 4034 §3.2: YYYYMMDDHHmmSS, or seconds since 1970; §3.1.5: they count modulo 2^32. */
function time(fields: Fields, what: string): number {
  if (peek(fields)?.text.length !== 14) return integer(fields, what, U32);
  const found = word(fields, what);
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(found.text)?.slice(1).map(Number);
  const at = parts === undefined ? Number.NaN : Date.UTC(parts[0]!, parts[1]! - 1, ...parts.slice(2)) / 1000;
  // Date takes the 31st of February, and prints another day.
  if (!Number.isNaN(at) && printTime(at) === found.text) return at >>> 0;
  fail(fields, found, `${what} is no date and time: ${cite(found.text)}`);
  return 0;
}

function printTime(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace(/\D/g, '');
}

/** RFC 5155 §3.3: "-" for no salt. */
export function salt(fields: Fields): string {
  const found = word(fields, 'salt');
  if (found.text === '-' || fields.trouble !== undefined) return '';
  if (!/^(?:[0-9A-Fa-f]{2}){1,255}$/.test(found.text)) {
    fail(fields, found, `salt is not hexadecimal: ${cite(found.text)}`);
  }
  return found.text.toLowerCase();
}

/** RFC 4648 §7 without padding: a rest of 1, 3 or 6 digits is never whole octets. */
function base32hex(fields: Fields, what: string): string {
  const found = word(fields, what);
  const whole = /^[0-9A-Va-v]+$/.test(found.text) && ![1, 3, 6].includes(found.text.length % 8);
  if (fields.trouble === undefined && !(whole && found.text.length <= 408)) {
    fail(fields, found, `${what} is not base32: ${cite(found.text)}`);
  }
  return found.text.toLowerCase();
}

const listed = (types: string[]): string => types.map((type) => ` ${type}`).join('');

export const dnssec: Codecs<'DS' | 'DNSKEY' | 'RRSIG' | 'NSEC' | 'NSEC3'> = {
  DS: { read: readDs, print: (d) => `${d.keyTag} ${d.algorithm} ${d.digestType} ${d.digest}` },
  DNSKEY: { read: readDnskey, print: (d) => `${d.flags} ${d.protocol} ${d.algorithm} ${d.publicKey}` },
  RRSIG: {
    read: (f) => ({
      typeCovered: typeName(typeOf(f, 'type covered')),
      algorithm: code(f, 'algorithm', algorithmCode),
      labels: integer(f, 'labels', U8),
      originalTtl: integer(f, 'original TTL', U32),
      expiration: time(f, 'expiration'),
      inception: time(f, 'inception'),
      keyTag: integer(f, 'key tag', U16),
      signer: name(f, 'signer'),
      signature: base64(f, 'signature'),
    }),
    print: (d) =>
      `${d.typeCovered} ${d.algorithm} ${d.labels} ${d.originalTtl} ${printTime(d.expiration)} ` +
      `${printTime(d.inception)} ${d.keyTag} ${absolute(d.signer)} ${d.signature}`,
  },
  NSEC: {
    read: (f) => ({ next: name(f, 'next name'), types: types(f) }),
    print: (d) => absolute(d.next) + listed(d.types),
  },
  NSEC3: {
    read: (f) => ({
      hashAlgorithm: integer(f, 'hash algorithm', U8),
      flags: integer(f, 'flags', U8),
      iterations: integer(f, 'iterations', U16),
      salt: salt(f),
      nextHashed: base32hex(f, 'next hashed owner'),
      types: types(f),
    }),
    print: (d) =>
      `${d.hashAlgorithm} ${d.flags} ${d.iterations} ${d.salt === '' ? '-' : d.salt} ${d.nextHashed}${listed(d.types)}`,
  },
};
