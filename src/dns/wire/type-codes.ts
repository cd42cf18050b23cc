import type { KnownType, RecordType } from '../types.ts';

/** IANA's numbers of the types that have a decoded form; all others go by the generic name of RFC 3597 §5. */
const CODES: Readonly<Record<KnownType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  CAA: 257,
};

export const OPT = 41;

const codes = new Map<string, number>(Object.entries(CODES));
// Filled as types are met, since hostile type bitmaps name hundreds of thousands; its full size keeps it an array.
const names = new Array<RecordType | undefined>(0x10000);
for (const [name, code] of codes) names[code] = name as KnownType;

/** `MX` → 15, `TYPE65534` → 65534; NaN where the text is neither a known type nor a generic name. */
export function typeNumber(type: RecordType): number {
  return codes.get(type) ?? (/^TYPE\d{1,5}$/.test(type) ? Number(type.slice(4)) : Number.NaN);
}

/** 15 → `MX`, 65534 → `TYPE65534`. */
export function typeName(code: number): RecordType {
  names[code] ??= `TYPE${code}`;
  return names[code];
}
