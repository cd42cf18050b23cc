// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';

export const rules: readonly AnyRule[] = [
];
