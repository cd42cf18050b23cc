import { formatAddress, ipv4Octets, ipv6Octets } from '../address.ts';
import type { Name } from '../name.ts';
import type { RecordType, ServiceBinding } from '../types.ts';
import { fromBase32hex, toBase32hex } from './base32hex.ts';
import { Malformed } from './malformed.ts';
import type { Reader } from './reader.ts';
import { typeName, typeNumber } from './type-codes.ts';
import type { Writer } from './writer.ts';

/** How a value stands in RDATA. */
export interface Field<T> {
  read(from: Reader): T;
  write(to: Writer, value: T): void;
}

export const u8: Field<number> = { read: (from) => from.u8(), write: (to, value) => to.u8(value) };
export const u16: Field<number> = { read: (from) => from.u16(), write: (to, value) => to.u16(value) };
export const u32: Field<number> = { read: (from) => from.u32(), write: (to, value) => to.u32(value) };

/** Names are compressed in the types of RFC 1035 only (RFC 3597 §4); pointers elsewhere are understood all the same. */
export const compressedName: Field<Name> = {
  read: (from) => from.name(),
  write: (to, value) => to.compressedName(value),
};
export const plainName: Field<Name> = { read: (from) => from.name(), write: (to, value) => to.name(value) };

export const address4 = address(4, ipv4Octets);
export const address6 = address(16, ipv6Octets);

function address(length: number, octetsOf: (text: string) => Uint8Array | undefined): Field<string> {
  return {
    read: (from) => formatAddress(from.take(length)),
    write(to, value) {
      const octets = octetsOf(value);
      if (octets === undefined) throw new RangeError(`not an address of ${length} octets`);
      to.bytes(octets);
    },
  };
}

export const restAsHex = rest('hex');
export const restAsBase64 = rest('base64');
export const restAsText = rest('latin1');

/** All octets up to the end of the RDATA. */
function rest(encoding: 'latin1' | 'hex' | 'base64'): Field<string> {
  return {
    read: (from) => from.text(from.remaining, encoding),
    write: (to, value) => to.text(value, encoding),
  };
}

/** A <character-string> of RFC 1035 §3.3. */
export const characterString: Field<string> = {
  read: (from) => from.text(from.u8(), 'latin1'),
  write(to, value) {
    to.u8(value.length);
    to.text(value, 'latin1');
  },
};

/** RFC 1035 §3.3.14: one or more. */
export const characterStrings: Field<string[]> = {
  read(from) {
    const strings: string[] = [];
    do strings.push(characterString.read(from));
    while (from.remaining > 0);
    return strings;
  },
  write(to, value) {
    if (value.length === 0) throw new RangeError('a TXT record has at least one string');
    for (const string of value) characterString.write(to, string);
  },
};

/** RFC 8659 §4.1: the tag of a CAA record is not empty. */
export const caaTag: Field<string> = {
  read(from) {
    const tag = characterString.read(from);
    if (tag === '') throw new Malformed('a CAA tag is empty');
    return tag;
  },
  write: (to, value) => characterString.write(to, value),
};

/** RFC 5155 §3.2: the salt may be empty. */
export const nsec3Salt: Field<string> = {
  read: (from) => from.text(from.u8(), 'hex'),
  write(to, value) {
    to.u8(value.length / 2);
    to.text(value, 'hex');
  },
};

/** RFC 5155 §3.2: the hash has 1 to 255 octets. */
export const nsec3Hash: Field<string> = {
  read(from) {
    const length = from.u8();
    if (length === 0) throw new Malformed('a hashed owner name is empty');
    return toBase32hex(from.take(length));
  },
  write(to, value) {
    const octets = fromBase32hex(value);
    if (octets === undefined || octets.length === 0) throw new RangeError('not a hashed owner name');
    to.u8(octets.length);
    to.bytes(octets);
  },
};

export const typeCode: Field<string> = {
  read: (from) => typeName(from.u16()),
  write: (to, value) => to.u16(typeNumber(value as RecordType)),
};

/** RFC 9460 §2.2: the keys of the parameters increase strictly. */
export const serviceParams: Field<ServiceBinding['params']> = {
  read(from) {
    const params: ServiceBinding['params'] = [];
    let last = -1;
    while (from.remaining > 0) {
      const key = from.u16();
      if (key <= last) throw new Malformed('the keys of the service parameters do not increase');
      last = key;
      params.push({ key, value: from.text(from.u16(), 'latin1') });
    }
    return params;
  },
  write(to, value) {
    for (const param of value) {
      to.u16(param.key);
      to.counted(() => to.text(param.value, 'latin1'));
    }
  },
};
