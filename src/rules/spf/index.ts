// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import allMissing from './all-missing.ts';
import allMultiple from './all-multiple.ts';
import allNeutral from './all-neutral.ts';
import allPass from './all-pass.ts';
import equalsForColon from './equals-for-colon.ts';
import expTarget from './exp-target.ts';
import includeDuplicate from './include-duplicate.ts';
import includeEmpty from './include-empty.ts';
import includeMissing from './include-missing.ts';
import includeMultiple from './include-multiple.ts';
import includeNxdomain from './include-nxdomain.ts';
import includePassAll from './include-pass-all.ts';
import includePermerror from './include-permerror.ts';
import includeSelf from './include-self.ts';
import includeUnregistered from './include-unregistered.ts';
import ipBroad from './ip-broad.ts';
import ipHostBits from './ip-host-bits.ts';
import ipNotAuthorised from './ip-not-authorised.ts';
import ipPrivate from './ip-private.ts';
import ipRedundant from './ip-redundant.ts';
import lookupLimit from './lookup-limit.ts';
import lookupNearLimit from './lookup-near-limit.ts';
import macroP from './macro-p.ts';
import missing from './missing.ts';
import multiple from './multiple.ts';
import mxHostLimit from './mx-host-limit.ts';
import noMail from './no-mail.ts';
import notSelected from './not-selected.ts';
import ptr from './ptr.ts';
import redirectLoop from './redirect-loop.ts';
import redirectMissing from './redirect-missing.ts';
import redirectWithAll from './redirect-with-all.ts';
import splitBoundary from './split-boundary.ts';
import syntax from './syntax.ts';
import termAfterAll from './term-after-all.ts';
import voidLimit from './void-limit.ts';
import voidLookup from './void-lookup.ts';
import wrongPlace from './wrong-place.ts';

export const rules: readonly AnyRule[] = [
  allMissing,
  allMultiple,
  allNeutral,
  allPass,
  equalsForColon,
  expTarget,
  includeDuplicate,
  includeEmpty,
  includeMissing,
  includeMultiple,
  includeNxdomain,
  includePassAll,
  includePermerror,
  includeSelf,
  includeUnregistered,
  ipBroad,
  ipHostBits,
  ipNotAuthorised,
  ipPrivate,
  ipRedundant,
  lookupLimit,
  lookupNearLimit,
  macroP,
  missing,
  multiple,
  mxHostLimit,
  noMail,
  notSelected,
  ptr,
  redirectLoop,
  redirectMissing,
  redirectWithAll,
  splitBoundary,
  syntax,
  termAfterAll,
  voidLimit,
  voidLookup,
  wrongPlace,
];
