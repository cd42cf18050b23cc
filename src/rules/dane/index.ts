// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import fullCert from './full-cert.ts';
import malformed from './malformed.ts';
import mxUnsigned from './mx-unsigned.ts';
import partial from './partial.ts';
import tlsaUnsigned from './tlsa-unsigned.ts';
import usagePkix from './usage-pkix.ts';

export const rules: readonly AnyRule[] = [
  fullCert,
  malformed,
  mxUnsigned,
  partial,
  tlsaUnsigned,
  usagePkix,
];
