// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import certChain from './cert-chain.ts';
import certDomain from './cert-domain.ts';
import certExpired from './cert-expired.ts';
import certLogoMismatch from './cert-logo-mismatch.ts';
import certMissing from './cert-missing.ts';
import certUnreachable from './cert-unreachable.ts';
import dmarcNotEnforced from './dmarc-not-enforced.ts';
import logoProfile from './logo-profile.ts';
import logoScript from './logo-script.ts';
import logoSquare from './logo-square.ts';
import logoTitle from './logo-title.ts';
import logoTooBig from './logo-too-big.ts';
import logoUnreachable from './logo-unreachable.ts';
import multiple from './multiple.ts';
import notSelected from './not-selected.ts';
import syntax from './syntax.ts';

export const rules: readonly AnyRule[] = [
  certChain,
  certDomain,
  certExpired,
  certLogoMismatch,
  certMissing,
  certUnreachable,
  dmarcNotEnforced,
  logoProfile,
  logoScript,
  logoSquare,
  logoTitle,
  logoTooBig,
  logoUnreachable,
  multiple,
  notSelected,
  syntax,
];
