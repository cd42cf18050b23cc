import type { RecordType } from '../types.ts';
import type { Field } from './fields.ts';
import { Malformed } from './malformed.ts';
import type { Reader } from './reader.ts';
import { typeName, typeNumber } from './type-codes.ts';

/** The type bit maps of NSEC and NSEC3 (RFC 4034 §4.1.2): windows of 256 types in increasing order. */
export const typeBitmap: Field<string[]> = {
  read(from) {
    const types: string[] = [];
    let last = -1;
    while (from.remaining > 0) {
      const window = from.u8();
      if (window <= last) throw new Malformed('the windows of a type bitmap do not increase');
      last = window;
      readWindow(from, window, types);
    }
    return types;
  },
  write(to, types) {
    const windows = new Map<number, number[]>();
    for (const code of [...new Set(types.map(codeOf))].sort((a, b) => a - b)) {
      const octets = windows.get(code >> 8) ?? [];
      const index = (code & 0xff) >> 3;
      while (octets.length <= index) octets.push(0);
      octets[index]! |= 0x80 >> (code & 7);
      windows.set(code >> 8, octets);
    }
    for (const [window, octets] of windows) {
      to.u8(window);
      to.u8(octets.length);
      to.bytes(Uint8Array.from(octets));
    }
  },
};

function readWindow(from: Reader, window: number, types: string[]): void {
  const length = from.u8();
  if (length < 1 || length > 32) throw new Malformed('a window of a type bitmap has not 1 to 32 octets');
  const octets = from.take(length);
  for (let code = 0; code < 8 * length; code++) {
    if ((octets[code >> 3]! & (0x80 >> (code & 7))) !== 0) types.push(typeName((window << 8) | code));
  }
}

function codeOf(type: string): number {
  const code = typeNumber(type as RecordType);
  if (!(code <= 0xffff)) throw new RangeError(`not a record type: ${type}`);
  return code;
}
