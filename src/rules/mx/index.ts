// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import duplicateHost from './duplicate-host.ts';
import gatewayBypass from './gateway-bypass.ts';
import implicitA from './implicit-a.ts';
import ipv6Only from './ipv6-only.ts';
import missing from './missing.ts';
import mixedProviders from './mixed-providers.ts';
import nullButSends from './null-but-sends.ts';
import nullMxWithOthers from './null-mx-with-others.ts';
import nullPreference from './null-preference.ts';
import nullTypo from './null-typo.ts';
import sameIp from './same-ip.ts';
import targetCname from './target-cname.ts';
import targetInvalidHost from './target-invalid-host.ts';
import targetIp from './target-ip.ts';
import targetLocalhost from './target-localhost.ts';
import targetNoAddress from './target-no-address.ts';
import targetNxdomain from './target-nxdomain.ts';
import targetPrivateIp from './target-private-ip.ts';
import targetUnregistered from './target-unregistered.ts';
import verificationLeftover from './verification-leftover.ts';

export const rules: readonly AnyRule[] = [
  duplicateHost,
  gatewayBypass,
  implicitA,
  ipv6Only,
  missing,
  mixedProviders,
  nullButSends,
  nullMxWithOthers,
  nullPreference,
  nullTypo,
  sameIp,
  targetCname,
  targetInvalidHost,
  targetIp,
  targetLocalhost,
  targetNoAddress,
  targetNxdomain,
  targetPrivateIp,
  targetUnregistered,
  verificationLeftover,
];
