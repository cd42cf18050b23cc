import type { Name } from '../name.ts';
import { Malformed } from './malformed.ts';
import { NameReader } from './names.ts';

/** Reads octets in order; whatever is not there throws {@link Malformed}. */
export class Reader {
  readonly #octets: Buffer;
  readonly #names: NameReader;
  #at = 0;
  #end: number;

  constructor(octets: Uint8Array, pointersAllowed: boolean) {
    this.#octets = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#names = new NameReader(this.#octets, pointersAllowed);
    this.#end = octets.byteLength;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.#octets[this.#advance(1)]!;
  }

  u16(): number {
    return this.#octets.readUInt16BE(this.#advance(2));
  }

  u32(): number {
    return this.#octets.readUInt32BE(this.#advance(4));
  }

  /** The next octets as text: latin-1 keeps each as one character. */
  text(length: number, encoding: 'latin1' | 'hex' | 'base64' | 'utf8'): string {
    const start = this.#advance(length);
    return this.#octets.toString(encoding, start, start + length);
  }

  /** A copy, so that a caller may keep it when the packet's buffer is used again. */
  take(length: number): Uint8Array {
    const start = this.#advance(length);
    return new Uint8Array(this.#octets.subarray(start, start + length));
  }

  name(): Name {
    const { name, end } = this.#names.read(this.#at, this.#end);
    this.#at = end;
    return name;
  }

  /** Reads a field of a stated length, which `read` must use up exactly. */
  within<T>(length: number, read: (from: Reader) => T): T {
    const outer = this.#end;
    if (length > this.remaining) throw new Malformed('a field is longer than what holds it');
    this.#end = this.#at + length;
    const value = read(this);
    if (this.remaining !== 0) throw new Malformed('a field is longer than its content');
    this.#end = outer;
    return value;
  }

  #advance(length: number): number {
    if (length > this.remaining) throw new Malformed('a field is cut');
    this.#at += length;
    return this.#at - length;
  }
}
