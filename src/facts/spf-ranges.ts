import { type AnyAnswer, addressOctets, inPrefix } from '../dns/index.ts';
import { addressesOf, type Host } from './hosts.ts';
import { isUnknown } from './known.ts';
import type { SpfTermFacts } from './spf.ts';

export interface Range {
  octets: Uint8Array;
  prefix: number;
}

/** Ranges from which nobody can send over the Internet (RFC 1918, RFC 4193, RFC 6890). */
const INTERNAL: Range[] = [
  { octets: addressOctets('10.0.0.0')!, prefix: 8 },
  { octets: addressOctets('127.0.0.0')!, prefix: 8 },
  { octets: addressOctets('fc00::')!, prefix: 7 },
  { octets: addressOctets('fe80::')!, prefix: 10 },
];

export function isInternal({ octets, prefix }: Range): boolean {
  return INTERNAL.some((range) => prefix >= range.prefix && inPrefix(octets, range.octets, range.prefix));
}

/** The addresses that a term names, as far as they are known. */
export function rangesOf({ term, host, mxHosts }: SpfTermFacts): Range[] {
  if (term.kind === 'ip4' || term.kind === 'ip6')
    return rangeOf(term.address, { 4: term.prefix, 16: term.prefix });
  if (term.kind !== 'a' && term.kind !== 'mx') return [];
  const prefixes = { 4: term.prefix4, 16: term.prefix6 };
  return hostsOf({ host, mxHosts })
    .flatMap(addressesOf)
    .flatMap((address) => rangeOf(address, prefixes));
}

/** Lookups that failed and could name more. */
export function unknownAddresses({ host, mxHosts, mx }: SpfTermFacts): AnyAnswer[] {
  const answers: AnyAnswer[] = hostsOf({ host, mxHosts }).flatMap(({ a, aaaa }) => [a, aaaa]);
  return [...(mx ? [mx] : []), ...answers].filter(isUnknown);
}

function hostsOf({ host, mxHosts = [] }: { host?: Host | undefined; mxHosts?: Host[] | undefined }): Host[] {
  return host ? [host] : mxHosts;
}

function rangeOf(address: string, prefixes: Record<4 | 16, number>): Range[] {
  const octets = addressOctets(address);
  return octets ? [{ octets, prefix: prefixes[octets.length as 4 | 16] }] : [];
}
