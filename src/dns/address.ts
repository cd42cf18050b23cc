import type { Name } from './name.ts';

/** IP addresses: text ↔ octets (RFC 791, RFC 4291 §2.2, RFC 5952), prefixes, reverse names. */

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** Four octets of a dotted quad, strict: no leading zeros, no short forms (RFC 7208 §12 `qnum`). */
export function ipv4Octets(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const octets = new Uint8Array(4);
  for (let at = 0; at < 4; at++) {
    const value = OCTET.test(parts[at]!) ? Number(parts[at]) : 256;
    if (value > 255) return undefined;
    octets[at] = value;
  }
  return octets;
}

/** Sixteen octets of an IPv6 address in any form of RFC 4291 §2.2, a dotted quad at its end included; no zone. */
export function ipv6Octets(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = hextets(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? hextets(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // "::" stands for at least one group (RFC 4291 §2.2).
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return octetsOf([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function octetsOf(groups: readonly number[]): Uint8Array {
  const octets = new Uint8Array(2 * groups.length);
  for (let at = 0; at < octets.length; at++)
    octets[at] = at % 2 === 0 ? groups[at / 2]! >> 8 : groups[(at - 1) / 2]!;
  return octets;
}

function hextets(text: string, mayEndInQuad: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const quad = mayEndInQuad && index === parts.length - 1 ? ipv4Octets(part) : undefined;
      if (quad === undefined) return undefined;
      groups.push((quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!);
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** Octets of an address of either family. */
export function addressOctets(text: string): Uint8Array | undefined {
  return text.includes(':') ? ipv6Octets(text) : ipv4Octets(text);
}

/** 4 or 16 octets → text; IPv6 in the canonical form of RFC 5952 §4. */
export function formatAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (octets[2 * i]! << 8) | octets[2 * i + 1]!);
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** True where the first `prefix` bits of both agree; addresses of different families never match. */
export function inPrefix(address: Uint8Array, network: Uint8Array, prefix: number): boolean {
  if (address.length !== network.length) return false;
  for (let bit = 0; bit < prefix; bit += 8) {
    const mask = prefix - bit >= 8 ? 0xff : 0xff & (0xff << (8 - (prefix - bit)));
    if (((address[bit >> 3]! ^ network[bit >> 3]!) & mask) !== 0) return false;
  }
  return true;
}

/** The name that holds an address's PTR records (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseName(address: string): Name | undefined {
  const octets = addressOctets(address);
  if (octets === undefined) return undefined;
  if (octets.length === 4) return `${[...octets].reverse().join('.')}.in-addr.arpa`;
  const nibbles = [...octets].flatMap((octet) => [octet >> 4, octet & 15]);
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`;
}
