/**
 * Written by scripts/special-purpose.js from scripts/special-purpose.csv.
 * Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), as they stand with RFC 9780 of
 * 2025 as their newest entry; with multicast, deprecated forms and what is not Global Unicast of its address space registries.
 */
export const SPECIAL_PURPOSE: readonly (readonly [
  network: string,
  prefix: number,
  isGlobal: boolean,
  scope: string,
])[] = [
  // This network, RFC 791 §3.2
  ['0.0.0.0', 8, false, 'unspecified'],
  // This host on this network, RFC 1122 §3.2.1.3
  ['0.0.0.0', 32, false, 'unspecified'],
  // Private-Use, RFC 1918
  ['10.0.0.0', 8, false, 'private'],
  // Shared Address Space, RFC 6598
  ['100.64.0.0', 10, false, 'shared by carriers (CGNAT)'],
  // Loopback, RFC 1122 §3.2.1.3
  ['127.0.0.0', 8, false, 'loopback'],
  // Link Local, RFC 3927
  ['169.254.0.0', 16, false, 'link-local'],
  // Private-Use, RFC 1918
  ['172.16.0.0', 12, false, 'private'],
  // IETF Protocol Assignments, RFC 6890 §2.1
  ['192.0.0.0', 24, false, ''],
  // IPv4 Service Continuity Prefix, RFC 7335
  ['192.0.0.0', 29, false, ''],
  // IPv4 dummy address, RFC 7600
  ['192.0.0.8', 32, false, ''],
  // Port Control Protocol Anycast, RFC 7723
  ['192.0.0.9', 32, true, ''],
  // Traversal Using Relays around NAT Anycast, RFC 8155
  ['192.0.0.10', 32, true, ''],
  // NAT64/DNS64 Discovery, RFC 8880
  ['192.0.0.170', 32, false, ''],
  // NAT64/DNS64 Discovery, RFC 8880
  ['192.0.0.171', 32, false, ''],
  // Documentation (TEST-NET-1), RFC 5737
  ['192.0.2.0', 24, false, ''],
  // AS112-v4, RFC 7535
  ['192.31.196.0', 24, true, ''],
  // AMT, RFC 7450
  ['192.52.193.0', 24, true, ''],
  // Deprecated (6to4 Relay Anycast), RFC 7526
  ['192.88.99.0', 24, false, ''],
  // 6a44-relay anycast address, RFC 6751
  ['192.88.99.2', 32, false, ''],
  // Private-Use, RFC 1918
  ['192.168.0.0', 16, false, 'private'],
  // Direct Delegation AS112 Service, RFC 7534
  ['192.175.48.0', 24, true, ''],
  // Benchmarking, RFC 2544
  ['198.18.0.0', 15, false, ''],
  // Documentation (TEST-NET-2), RFC 5737
  ['198.51.100.0', 24, false, ''],
  // Documentation (TEST-NET-3), RFC 5737
  ['203.0.113.0', 24, false, ''],
  // Multicast, RFC 5771
  ['224.0.0.0', 4, false, 'multicast'],
  // Reserved, RFC 1112 §4
  ['240.0.0.0', 4, false, 'reserved'],
  // Limited Broadcast, RFC 8190
  ['255.255.255.255', 32, false, 'reserved'],
  // Reserved by IETF, RFC 4291 §2.4
  ['::', 0, false, ''],
  // Global Unicast, RFC 4291 §2.4
  ['2000::', 3, true, ''],
  // Loopback Address, RFC 4291 §2.5.3
  ['::1', 128, false, 'loopback'],
  // Unspecified Address, RFC 4291 §2.5.2
  ['::', 128, false, 'unspecified'],
  // Deprecated (IPv4-Compatible), RFC 4291 §2.5.5.1
  ['::', 96, false, ''],
  // IPv4-mapped Address, RFC 4291 §2.5.5.2
  ['::ffff:0:0', 96, false, ''],
  // IPv4-IPv6 Translat., RFC 6052
  ['64:ff9b::', 96, true, ''],
  // IPv4-IPv6 Translat., RFC 8215
  ['64:ff9b:1::', 48, false, ''],
  // Discard-Only Address Block, RFC 6666
  ['100::', 64, false, ''],
  // Dummy IPv6 Prefix, RFC 9780
  ['100:0:0:1::', 64, false, ''],
  // IETF Protocol Assignments, RFC 2928
  ['2001::', 23, false, ''],
  // TEREDO, RFC 8190
  ['2001::', 32, false, ''],
  // Port Control Protocol Anycast, RFC 7723
  ['2001:1::1', 128, true, ''],
  // Traversal Using Relays around NAT Anycast, RFC 8155
  ['2001:1::2', 128, true, ''],
  // DNS-SD Service Registration Protocol Anycast, RFC 9665
  ['2001:1::3', 128, true, ''],
  // Benchmarking, RFC 5180
  ['2001:2::', 48, false, ''],
  // AMT, RFC 7450
  ['2001:3::', 32, true, ''],
  // AS112-v6, RFC 7535
  ['2001:4:112::', 48, true, ''],
  // Deprecated (ORCHID), RFC 4843
  ['2001:10::', 28, false, ''],
  // ORCHIDv2, RFC 7343
  ['2001:20::', 28, true, ''],
  // Drone Remote ID Protocol Entity Tags (DETs) Prefix, RFC 9374
  ['2001:30::', 28, true, ''],
  // Documentation, RFC 3849
  ['2001:db8::', 32, false, ''],
  // 6to4, RFC 3056
  ['2002::', 16, false, ''],
  // Direct Delegation AS112 Service, RFC 7534
  ['2620:4f:8000::', 48, true, ''],
  // Documentation, RFC 9637
  ['3fff::', 20, false, ''],
  // Segment Routing (SRv6) SIDs, RFC 9602
  ['5f00::', 16, false, ''],
  // Unique-Local, RFC 4193
  ['fc00::', 7, false, 'private'],
  // Link-Local Unicast, RFC 4291 §2.5.6
  ['fe80::', 10, false, 'link-local'],
  // Deprecated (Site-Local), RFC 3879
  ['fec0::', 10, false, 'private'],
  // Multicast, RFC 4291 §2.7
  ['ff00::', 8, false, 'multicast'],
];
