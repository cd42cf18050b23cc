// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import ptrMissing from './ptr-missing.ts';
import ptrNotForwardConfirmed from './ptr-not-forward-confirmed.ts';

export const rules: readonly AnyRule[] = [
  ptrMissing,
  ptrNotForwardConfirmed,
];
