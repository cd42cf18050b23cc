import { addressOctets, inPrefix } from '../dns/index.ts';

/** RFC 6890 and its registry: addresses that no other network can reach. Documentation addresses are ordinary here. */
const RANGES: readonly [network: string, prefix: number, scope: string][] = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by carriers (CGNAT)'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['fec0::', 10, 'private'],
  ['ff00::', 8, 'multicast'],
];

const NETWORKS = RANGES.map(([network, prefix, scope]) => ({
  network: addressOctets(network)!,
  prefix,
  scope,
}));

/** Why an address means nothing outside its own network; `undefined` for one that does. */
export function localScope(address: string): string | undefined {
  const octets = addressOctets(address);
  return octets && NETWORKS.find(({ network, prefix }) => inPrefix(octets, network, prefix))?.scope;
}

/** Where a sender that uses the address reaches itself. */
export function reachesSelf(address: string): boolean {
  return ['loopback', 'unspecified'].includes(localScope(address) ?? '');
}
