// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import allPass from './all-pass.ts';
import equalsForColon from './equals-for-colon.ts';
import includeMissing from './include-missing.ts';
import includeMultiple from './include-multiple.ts';
import includeNxdomain from './include-nxdomain.ts';
import includePassAll from './include-pass-all.ts';
import includePermerror from './include-permerror.ts';
import includeSelf from './include-self.ts';
import includeUnregistered from './include-unregistered.ts';
import ipBroad from './ip-broad.ts';
import ipNotAuthorised from './ip-not-authorised.ts';
import lookupLimit from './lookup-limit.ts';
import missing from './missing.ts';
import multiple from './multiple.ts';
import mxHostLimit from './mx-host-limit.ts';
import notSelected from './not-selected.ts';
import redirectLoop from './redirect-loop.ts';
import redirectMissing from './redirect-missing.ts';
import splitBoundary from './split-boundary.ts';
import syntax from './syntax.ts';
import voidLimit from './void-limit.ts';

export const rules: readonly AnyRule[] = [
  allPass,
  equalsForColon,
  includeMissing,
  includeMultiple,
  includeNxdomain,
  includePassAll,
  includePermerror,
  includeSelf,
  includeUnregistered,
  ipBroad,
  ipNotAuthorised,
  lookupLimit,
  missing,
  multiple,
  mxHostLimit,
  notSelected,
  redirectLoop,
  redirectMissing,
  splitBoundary,
  syntax,
  voidLimit,
];
