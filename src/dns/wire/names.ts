import { type Name, nameOf, ROOT } from '../name.ts';
import { Malformed } from './malformed.ts';

const MAX_POINTERS = 64;
const MAX_WIRE = 255;

/** A name that starts at some offset: what it needs to be the tail of a longer one. */
interface Tail {
  name: Name;
  wireLength: number;
  pointers: number;
  /** Where the pointer that ends its own labels leads; -1 without one. */
  target: number;
  /** The first offset behind its own labels. */
  end: number;
}

/** Octets that stand for themselves in a `Name`. */
const ORDINARY = Uint8Array.from({ length: 256 }, (_, octet) => {
  const char = String.fromCharCode(octet);
  return nameOf([char]) === char ? 1 : 0;
});

const FEW = 16;

/** Most messages have a few names only: looking through a short list costs less than making a map. */
class TailsByOffset {
  readonly #offsets: number[] = [];
  readonly #tails: Tail[] = [];
  #others: Map<number, Tail> | undefined;

  get(offset: number): Tail | undefined {
    const index = this.#offsets.indexOf(offset);
    return index === -1 ? this.#others?.get(offset) : this.#tails[index];
  }

  set(offset: number, tail: Tail): void {
    if (this.#offsets.length < FEW) {
      this.#offsets.push(offset);
      this.#tails.push(tail);
    } else {
      this.#others ??= new Map();
      this.#others.set(offset, tail);
    }
  }
}

/**
 * Reads names, compressed or not (RFC 1035 §4.1.4). Each label of a message is decoded once, so that the work is linear
 * in the size of the message however many pointers lead to it.
 */
export class NameReader {
  readonly #octets: Buffer;
  readonly #pointersAllowed: boolean;
  readonly #known = new TailsByOffset();
  #labelOctets = 0;

  constructor(octets: Buffer, pointersAllowed: boolean) {
    this.#octets = octets;
    this.#pointersAllowed = pointersAllowed;
  }

  /** The name that starts at `start` and whose own octets end before `limit`. */
  read(start: number, limit: number): Tail {
    const found = this.#known.get(start) ?? this.#walk(start, 0);
    if (found.end > limit) throw new Malformed('a name ends outside its field');
    return found;
  }

  #walk(start: number, pointers: number): Tail {
    const starts: number[] = [];
    let at = start;
    let tail: Tail | undefined;
    while (tail === undefined) {
      const known = this.#known.get(at);
      if (known !== undefined) {
        // Checked again: that pointer was read from a later start.
        if (known.target >= start) throw new Malformed('a name pointer does not lead backwards');
        tail = known;
      } else if (isLabel(this.#octet(at))) {
        starts.push(at);
        at += 1 + this.#octet(at);
        if (at - start >= MAX_WIRE) throw new Malformed('a name is longer than 255 octets');
      } else {
        tail = this.#lastOf(start, at, pointers);
        this.#known.set(at, tail);
      }
    }
    for (const labelStart of starts.reverse()) {
      tail = this.#prepend(labelStart, tail);
      this.#known.set(labelStart, tail);
    }
    return tail;
  }

  /** The octet behind a name's own labels: the root, or a pointer to before the name's start. */
  #lastOf(start: number, at: number, pointers: number): Tail {
    const first = this.#octet(at);
    if (first === 0) return { name: ROOT, wireLength: 1, pointers: 0, target: -1, end: at + 1 };
    if (first < 0xc0) throw new Malformed('a label has a reserved type');
    if (!this.#pointersAllowed) throw new Malformed('a name is compressed where that is not allowed');
    const target = ((first & 0x3f) << 8) | this.#octet(at + 1);
    if (target >= start) throw new Malformed('a name pointer does not lead backwards');
    // Counted on the way down, so that the recursion is shallow, and again with what was known below.
    if (pointers >= MAX_POINTERS) throw new Malformed('a name has more than 64 pointers');
    const rest = this.#known.get(target) ?? this.#walk(target, pointers + 1);
    if (rest.pointers >= MAX_POINTERS) throw new Malformed('a name has more than 64 pointers');
    const { name, wireLength } = rest;
    return { name, wireLength, pointers: rest.pointers + 1, target, end: at + 2 };
  }

  #prepend(at: number, tail: Tail): Tail {
    const length = this.#octet(at);
    const wireLength = tail.wireLength + 1 + length;
    if (wireLength > MAX_WIRE) throw new Malformed('a name is longer than 255 octets');
    this.#labelOctets += 1 + length;
    // No label of an honest message lies across another one.
    if (this.#labelOctets > this.#octets.length) throw new Malformed('labels overlap');
    const { pointers, target, end } = tail;
    const label = this.#labelText(at + 1, length);
    const name = tail.name === ROOT ? label : `${label}.${tail.name}`;
    return { name, wireLength, pointers, target, end };
  }

  #labelText(start: number, length: number): string {
    const end = start + length;
    if (end > this.#octets.length) throw new Malformed('a name is cut');
    let at = start;
    while (at < end && ORDINARY[this.#octets[at]!] === 1) at++;
    const label = this.#octets.toString('latin1', start, end);
    return at === end ? label : nameOf([label]);
  }

  #octet(at: number): number {
    const octet = this.#octets[at];
    if (octet === undefined) throw new Malformed('a name is cut');
    return octet;
  }
}

function isLabel(first: number): boolean {
  return first > 0 && first < 0x40;
}
