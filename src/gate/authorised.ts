import { addressOctets, inPrefix } from '../dns/index.ts';
import type { Authorised } from '../facts/spf/authorised.ts';
import type { SpfFacts } from '../facts/spf.ts';

/**
 * Only a record that holds as a whole says who may send; what an offline run does not ask, it does not ask on either
 * side.
 */
export function isRead({ root, outcome, authorised: { blockedBy } }: SpfFacts): boolean {
  const holds = outcome === 'valid' || (outcome === 'temperror' && blockedBy.length > 0);
  return root.record !== undefined && holds && blockedBy.every(({ status }) => status === 'skipped');
}

/** What was not asked for was written for somebody. */
export function isNobody({ ipv4, ipv6, open, blockedBy }: Authorised): boolean {
  return ipv4.addresses + ipv6.addresses === 0n && open.length + blockedBy.length === 0;
}

/** The networks that pass, of both families. */
export interface Passing {
  ipv4: { networks: readonly string[] };
  ipv6: { networks: readonly string[] };
}

/** Whether an address, or every address of a network, passes. */
export function passes({ ipv4, ipv6 }: Passing, network: string): boolean {
  return [...ipv4.networks, ...ipv6.networks].some((one) => holds(one, network));
}

/** Whether some address of a network passes. */
export function overlaps(passing: Passing, network: string): boolean {
  const { ipv4, ipv6 } = passing;
  return passes(passing, network) || [...ipv4.networks, ...ipv6.networks].some((one) => holds(network, one));
}

function holds(network: string, inner: string): boolean {
  const [[start, length], [octets, bits]] = [parsed(network), parsed(inner)];
  if (octets === undefined || start?.length !== octets.length) return false;
  return length <= bits && inPrefix(octets, start, length);
}

function parsed(network: string): [octets: Uint8Array | undefined, bits: number] {
  const [base = '', length] = network.split('/');
  const octets = addressOctets(base);
  return [octets, length === undefined ? (octets?.length ?? 0) * 8 : Number(length)];
}
