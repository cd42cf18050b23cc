import { labelsOf, labelsProblem, type Name, nameOf } from '../name.ts';

const MAX_MESSAGE = 65_535;
/** A compression pointer has 14 bits (RFC 1035 §4.1.4). */
const MAX_POINTER = 0x3fff;

/** Appends octets; a value that does not fit its field throws a RangeError. */
export class Writer {
  #octets = Buffer.allocUnsafe(128);
  #length = 0;
  readonly #offsets: Map<Name, number> | undefined;

  constructor(compressing: boolean) {
    this.#offsets = compressing ? new Map() : undefined;
  }

  u8(value: number): void {
    const at = this.#grow(1);
    this.#octets.writeUInt8(whole(value), at);
  }

  u16(value: number): void {
    const at = this.#grow(2);
    this.#octets.writeUInt16BE(whole(value), at);
  }

  u32(value: number): void {
    const at = this.#grow(4);
    this.#octets.writeUInt32BE(whole(value), at);
  }

  bytes(octets: Uint8Array): void {
    const at = this.#grow(octets.length);
    this.#octets.set(octets, at);
  }

  /** Octets given as text of the encoding; anything that would be lost is refused. */
  text(text: string, encoding: 'latin1' | 'hex' | 'base64'): void {
    const octets = Buffer.from(text, encoding);
    const read = octets.toString(encoding);
    if (read !== (encoding === 'hex' ? text.toLowerCase() : text))
      throw new RangeError(`not ${encoding} text`);
    this.bytes(octets);
  }

  /** A name in full. */
  name(name: Name): void {
    for (const label of validLabels(name)) this.#label(label);
    this.u8(0);
  }

  /** A name that ends in a pointer where an equal ending stands already; letter case is kept. */
  compressedName(name: Name): void {
    if (this.#offsets === undefined) this.name(name);
    else this.#compressed(validLabels(name), this.#offsets);
  }

  /** Writes a field behind its length in two octets. */
  counted(write: () => void): void {
    const start = this.#grow(2);
    write();
    this.#octets.writeUInt16BE(this.#length - start - 2, start);
  }

  done(): Uint8Array {
    return new Uint8Array(this.packet());
  }

  /** The same without a copy: a part of a larger buffer. */
  packet(): Buffer {
    return this.#octets.subarray(0, this.#length);
  }

  #compressed(labels: string[], offsets: Map<Name, number>): void {
    for (const [index, label] of labels.entries()) {
      const ending = nameOf(labels.slice(index));
      const offset = offsets.get(ending);
      if (offset !== undefined) {
        this.u16(0xc000 | offset);
        return;
      }
      if (this.#length <= MAX_POINTER) offsets.set(ending, this.#length);
      this.#label(label);
    }
    this.u8(0);
  }

  #label(label: string): void {
    let at = this.#grow(1 + label.length);
    this.#octets[at] = label.length;
    for (let index = 0; index < label.length; index++) {
      const octet = label.charCodeAt(index);
      if (octet > 0xff) throw new RangeError('a label of characters that are no octets');
      this.#octets[++at] = octet;
    }
  }

  /** Makes room for octets and tells where; it may replace the buffer, so call it before touching that. */
  #grow(length: number): number {
    const start = this.#length;
    this.#length += length;
    if (this.#length > MAX_MESSAGE) throw new RangeError('a message takes at most 65535 octets');
    if (this.#length > this.#octets.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#octets.length, this.#length));
      larger.set(this.#octets.subarray(0, start));
      this.#octets = larger;
    }
    return start;
  }
}

function validLabels(name: Name): string[] {
  const labels = labelsOf(name);
  const problem = labelsProblem(labels);
  if (problem !== undefined) throw new RangeError(`cannot encode a name: ${problem}`);
  return labels;
}

function whole(value: number): number {
  if (!Number.isInteger(value)) throw new RangeError(`not a whole number: ${value}`);
  return value;
}
