import { type AnyAnswer, addressOctets, localScope } from '../../dns/index.ts';
import { addressesOf, type Host } from '../hosts.ts';
import { isUnknown } from '../known.ts';
import type { SpfTermFacts } from '../spf.ts';
import { addressAt, intervalOf, type Range } from './space.ts';

export type { Range };

/** Why nobody sends from any address of the range over the Internet; `undefined` where somebody may. */
export function localRange(range: Range): string | undefined {
  const { start, end } = intervalOf(range);
  const bits = range.octets.length === 4 ? 32 : 128;
  const [first, last] = [start, end].map((value) => localScope(addressAt(value, bits)));
  return first === last ? first : undefined;
}

/** The address with the bits behind the prefix gone. */
export function networkOf(range: Range): Uint8Array {
  const bits = range.octets.length === 4 ? 32 : 128;
  return addressOctets(addressAt(intervalOf(range).start, bits))!;
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
