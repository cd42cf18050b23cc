// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import algorithmWeak from './algorithm-weak.ts';
import caaBlocksCurrent from './caa-blocks-current.ts';
import caaSyntax from './caa-syntax.ts';
import dsMissing from './ds-missing.ts';
import dsStale from './ds-stale.ts';
import nsec3Iterations from './nsec3-iterations.ts';
import signatureExpiring from './signature-expiring.ts';

export const rules: readonly AnyRule[] = [
  algorithmWeak,
  caaBlocksCurrent,
  caaSyntax,
  dsMissing,
  dsStale,
  nsec3Iterations,
  signatureExpiring,
];
