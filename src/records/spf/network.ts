import { ipv4Octets, ipv6Octets } from '../../dns/address.ts';
import { quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';

/** RFC 7208 §12 `ip4-cidr-length`, `ip6-cidr-length`: no leading zero. */
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

export interface ReadNetwork {
  address: string;
  prefix: number;
  faults: Fault[];
}

export function readPrefix(text: string, offset: number, most: number): { prefix: number; faults: Fault[] } {
  if (PREFIX.test(text) && Number(text) <= most) return { prefix: Number(text), faults: [] };
  const fault: Fault = {
    code: 'bad-prefix',
    span: { start: offset, end: offset + text.length },
    message: text === '' ? 'no prefix length follows the slash' : `${quoted(text)} is no prefix length`,
    hint: `a prefix length is a number from 0 to ${most}, without leading zeros`,
  };
  const plain = /^0+(\d{1,3})$/.exec(text)?.[1];
  if (plain !== undefined && Number(plain) <= most) fault.replacement = String(Number(plain));
  return { prefix: most, faults: [fault] };
}

/** What follows `ip4:` or `ip6:`. */
export function readNetwork(kind: 'ip4' | 'ip6', text: string, offset: number): ReadNetwork {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const most = kind === 'ip4' ? 32 : 128;
  const octets = kind === 'ip4' ? ipv4Octets(address) : ipv6Octets(address);
  const faults = octets === undefined ? [badAddress(kind, address, offset)] : [];
  if (slash === -1) return { address, prefix: most, faults };
  const { prefix, faults: more } = readPrefix(text.slice(slash + 1), offset + slash + 1, most);
  return { address, prefix, faults: [...faults, ...more] };
}

function badAddress(kind: 'ip4' | 'ip6', address: string, offset: number): Fault {
  return {
    code: `bad-${kind}`,
    span: { start: offset, end: offset + address.length },
    message: `${quoted(address)} is no IPv${kind.slice(2)} address`,
    hint: kind === 'ip4' ? ip4Hint(address) : ip6Hint(address),
  };
}

function ip4Hint(address: string): string {
  const parts = address.split('.');
  if (parts.length > 4 && parts.every((part) => /^\d+$/.test(part))) {
    return 'several addresses run together: write one ip4: term for each';
  }
  if (parts.length < 4 && /^[\d.]+$/.test(address))
    return 'an IPv4 address has four numbers; write 192.0.2.0/24 for a network';
  if (/^[\d.]+-[\d.]+$/.test(address)) return 'a range is written as networks, such as 192.0.2.0/28';
  return 'four numbers from 0 to 255 with dots between, no leading zeros';
}

function ip6Hint(address: string): string {
  const groups = address.split(':');
  if (!address.includes('::') && groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) {
    return `an IPv6 address has eight groups, here are ${groups.length}; “::” stands for groups of zeros`;
  }
  return 'eight groups of up to four hexadecimal digits; “::” stands for groups of zeros';
}
