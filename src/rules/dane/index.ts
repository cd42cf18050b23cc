// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import combinationStale from './combination-stale.ts';
import fullCert from './full-cert.ts';
import leIntermediate from './le-intermediate.ts';
import malformed from './malformed.ts';
import mxUnsigned from './mx-unsigned.ts';
import nameCheck from './name-check.ts';
import nextKey from './next-key.ts';
import noMatch from './no-match.ts';
import partial from './partial.ts';
import taNotSent from './ta-not-sent.ts';
import tlsaUnsigned from './tlsa-unsigned.ts';
import usagePkix from './usage-pkix.ts';

export const rules: readonly AnyRule[] = [
  combinationStale,
  fullCert,
  leIntermediate,
  malformed,
  mxUnsigned,
  nameCheck,
  nextKey,
  noMatch,
  partial,
  taNotSent,
  tlsaUnsigned,
  usagePkix,
];
