import { addressOctets, formatAddress, inPrefix } from './address.ts';
import { SPECIAL_PURPOSE } from './special-purpose.ts';

/** The narrowest range first: its row holds. */
const RANGES = SPECIAL_PURPOSE.map(([network, prefix, isGlobal, scope]) => ({
  network: addressOctets(network)!,
  prefix,
  isGlobal,
  scope,
})).sort((a, b) => b.prefix - a.prefix);

const NAT64 = addressOctets('64:ff9b::')!;

function rangeOf(octets: Uint8Array): (typeof RANGES)[number] | undefined {
  return RANGES.find(({ network, prefix }) => inPrefix(octets, network, prefix));
}

/** Why an address means nothing outside its own network; `undefined` for one that does. Documentation is ordinary here. */
export function localScope(address: string): string | undefined {
  const octets = addressOctets(address);
  return (octets && rangeOf(octets)?.scope) || undefined;
}

/**
 * Whether packets may be sent to an address that strangers chose: it is globally reachable by IANA's registries. Of the
 * ranges that carry an IPv4 address only NAT64's is (RFC 6052), and there that address decides too.
 */
export function isPublic(address: string): boolean {
  const octets = addressOctets(address);
  if (octets === undefined) return false;
  const isGlobal = rangeOf(octets)?.isGlobal ?? true;
  return isGlobal && (!inPrefix(octets, NAT64, 96) || isPublic(formatAddress(octets.slice(12))));
}
