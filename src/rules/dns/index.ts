// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import aliasLoop from './alias-loop.ts';
import bogus from './bogus.ts';
import cnameChainLong from './cname-chain-long.ts';
import cnameConflict from './cname-conflict.ts';
import domainNxdomain from './domain-nxdomain.ts';
import doubledName from './doubled-name.ts';
import entNxdomain from './ent-nxdomain.ts';
import inconsistentNameservers from './inconsistent-nameservers.ts';
import lameDelegation from './lame-delegation.ts';
import lameNameserver from './lame-nameserver.ts';
import missingUnderscore from './missing-underscore.ts';
import specialUse from './special-use.ts';
import tcpFails from './tcp-fails.ts';
import ttlExtreme from './ttl-extreme.ts';
import udpTruncated from './udp-truncated.ts';

export const rules: readonly AnyRule[] = [
  aliasLoop,
  bogus,
  cnameChainLong,
  cnameConflict,
  domainNxdomain,
  doubledName,
  entNxdomain,
  inconsistentNameservers,
  lameDelegation,
  lameNameserver,
  missingUnderscore,
  specialUse,
  tcpFails,
  ttlExtreme,
  udpTruncated,
];
