import { formatAddress } from '../../dns/index.ts';

/** Sets of addresses of one family, as intervals of numbers. */

export interface Range {
  octets: Uint8Array;
  prefix: number;
}

export interface Interval {
  start: bigint;
  /** The last address in it. */
  end: bigint;
}

/** 32 or 128: IPv4 or IPv6. */
export type Bits = 32 | 128;

export function wholeSpace(bits: Bits): Interval {
  return { start: 0n, end: (1n << BigInt(bits)) - 1n };
}

/** Host bits below the prefix mean nothing (RFC 7208 §5.6). */
export function intervalOf({ octets, prefix }: Range): Interval {
  const bits = octets.length * 8;
  const address = BigInt(`0x${Buffer.from(octets).toString('hex')}`);
  const size = 1n << BigInt(bits - prefix);
  const start = address - (address % size);
  return { start, end: start + size - 1n };
}

export interface Owned extends Interval {
  owner: number;
}

/**
 * Gives every address to the first layer that holds it: terms are read in order, and the first that matches decides.
 * In the order of the addresses; about n log n, for a hostile record has thousands of terms.
 */
export function firstOwners(layers: readonly (readonly Interval[])[]): Owned[] {
  const edges = [...new Set(layers.flat().flatMap(({ start, end }) => [start, end + 1n]))].sort(ascending);
  const indexOf = new Map(edges.map((edge, index) => [edge, index]));
  const owners = new Array<number | undefined>(edges.length).fill(undefined);
  // Where each stretch that is taken ends, so that none is looked at twice.
  const next = edges.map((_, index) => index);
  const free = (from: number): number => {
    let at = from;
    while (next[at] !== at) {
      next[at] = next[next[at]!]!;
      at = next[at]!;
    }
    return at;
  };
  for (const [owner, layer] of layers.entries()) {
    for (const { start, end } of layer) {
      const stop = indexOf.get(end + 1n)!;
      for (let at = free(indexOf.get(start)!); at < stop; at = free(at)) {
        owners[at] = owner;
        next[at] = at + 1;
      }
    }
  }
  return edges.flatMap((start, index) => {
    const owner = owners[index];
    return owner === undefined ? [] : [{ start, end: edges[index + 1]! - 1n, owner }];
  });
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

/** Neighbours become one. Expects the order of the addresses. */
export function joined(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const { start, end } of intervals) {
    const last = all.at(-1);
    if (last !== undefined && last.end + 1n >= start) last.end = end > last.end ? end : last.end;
    else all.push({ start, end });
  }
  return all;
}

/** The parts of the intervals that are in another one. */
export function overlapOf(intervals: readonly Interval[], within: Interval): Interval[] {
  return intervals.flatMap(({ start, end }) => {
    const from = start > within.start ? start : within.start;
    const to = end < within.end ? end : within.end;
    return from <= to ? [{ start: from, end: to }] : [];
  });
}

export function sizeOf(intervals: readonly Interval[]): bigint {
  return intervals.reduce((sum, { start, end }) => sum + end - start + 1n, 0n);
}

/** The fewest networks that are the interval, `most` of them at most. */
export function networksOf({ start, end }: Interval, bits: Bits, most: number): string[] {
  const networks: string[] = [];
  for (let at = start; at <= end && networks.length < most; ) {
    let size = at === 0n ? 1n << BigInt(bits) : at & -at;
    while (at + size - 1n > end) size >>= 1n;
    networks.push(`${addressAt(at, bits)}/${bits - (size.toString(2).length - 1)}`);
    at += size;
  }
  return networks;
}

export function addressAt(value: bigint, bits: Bits): string {
  const octets = Buffer.from(value.toString(16).padStart(bits / 4, '0'), 'hex');
  return formatAddress(octets);
}
