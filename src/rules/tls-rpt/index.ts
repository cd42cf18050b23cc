// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import missing from './missing.ts';
import multiple from './multiple.ts';
import notSelected from './not-selected.ts';
import ruaDuplicate from './rua-duplicate.ts';
import ruaInvalid from './rua-invalid.ts';
import ruaMissing from './rua-missing.ts';
import ruaUnreachable from './rua-unreachable.ts';
import ruaUnregistered from './rua-unregistered.ts';
import syntax from './syntax.ts';
import wrongPlace from './wrong-place.ts';

export const rules: readonly AnyRule[] = [
  missing,
  multiple,
  notSelected,
  ruaDuplicate,
  ruaInvalid,
  ruaMissing,
  ruaUnreachable,
  ruaUnregistered,
  syntax,
  wrongPlace,
];
