// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import nullMxWithOthers from './null-mx-with-others.ts';
import nullTypo from './null-typo.ts';
import targetCname from './target-cname.ts';
import targetInvalidHost from './target-invalid-host.ts';
import targetIp from './target-ip.ts';
import targetLocalhost from './target-localhost.ts';
import targetNoAddress from './target-no-address.ts';
import targetNxdomain from './target-nxdomain.ts';
import targetPrivateIp from './target-private-ip.ts';
import targetUnregistered from './target-unregistered.ts';

export const rules: readonly AnyRule[] = [
  nullMxWithOthers,
  nullTypo,
  targetCname,
  targetInvalidHost,
  targetIp,
  targetLocalhost,
  targetNoAddress,
  targetNxdomain,
  targetPrivateIp,
  targetUnregistered,
];
