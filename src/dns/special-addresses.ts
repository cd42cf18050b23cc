import { addressOctets, inPrefix } from './address.ts';

type Range = readonly [network: string, prefix: number, scope: string];

/** RFC 6890 and its registries: addresses that no other network can reach. */
const LOCAL_RANGES: readonly Range[] = [
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

/** Reached by nobody, but ordinary in examples; and forms of IPv6 addresses that carry an IPv4 address. */
const OTHER_RANGES: readonly Range[] = [
  ['192.0.0.0', 24, 'protocol assignments'],
  ['192.0.2.0', 24, 'documentation'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['::ffff:0:0', 96, 'IPv4-mapped'],
  ['64:ff9b::', 96, 'IPv4-embedded'],
  ['64:ff9b:1::', 48, 'IPv4-embedded'],
  ['100::', 64, 'discard'],
  ['2001::', 23, 'protocol assignments'],
  ['2001:db8::', 32, 'documentation'],
  ['2002::', 16, '6to4'],
  ['3fff::', 20, 'documentation'],
];

const networks = (ranges: readonly Range[]) =>
  ranges.map(([network, prefix, scope]) => ({ network: addressOctets(network)!, prefix, scope }));

const LOCAL = networks(LOCAL_RANGES);
const ALL = [...LOCAL, ...networks(OTHER_RANGES)];

/** Why an address means nothing outside its own network; `undefined` for one that does. Documentation is ordinary here. */
export function localScope(address: string): string | undefined {
  const octets = addressOctets(address);
  return octets && LOCAL.find(({ network, prefix }) => inPrefix(octets, network, prefix))?.scope;
}

/** Whether packets may be sent to an address that strangers chose. */
export function isPublic(address: string): boolean {
  const octets = addressOctets(address);
  return octets !== undefined && !ALL.some(({ network, prefix }) => inPrefix(octets, network, prefix));
}
