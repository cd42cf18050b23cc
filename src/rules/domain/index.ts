// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import noAlignedPath from './no-aligned-path.ts';
import parkedIncomplete from './parked-incomplete.ts';
import providerDkimAbsent from './provider-dkim-absent.ts';
import providerMismatch from './provider-mismatch.ts';
import publicSuffix from './public-suffix.ts';

export const rules: readonly AnyRule[] = [
  noAlignedPath,
  parkedIncomplete,
  providerDkimAbsent,
  providerMismatch,
  publicSuffix,
];
