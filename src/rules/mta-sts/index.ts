// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import cnameDangling from './cname-dangling.ts';
import contentType from './content-type.ts';
import hostMissing from './host-missing.ts';
import httpStatus from './http-status.ts';
import maxAgeInvalid from './max-age-invalid.ts';
import maxAgeShort from './max-age-short.ts';
import missing from './missing.ts';
import modeNone from './mode-none.ts';
import modeTesting from './mode-testing.ts';
import multiple from './multiple.ts';
import mxInvalid from './mx-invalid.ts';
import mxMissing from './mx-missing.ts';
import mxNotCovered from './mx-not-covered.ts';
import mxStale from './mx-stale.ts';
import mxWildcardWide from './mx-wildcard-wide.ts';
import notSelected from './not-selected.ts';
import policyMode from './policy-mode.ts';
import policySyntax from './policy-syntax.ts';
import policyTls from './policy-tls.ts';
import policyVersion from './policy-version.ts';
import redirect from './redirect.ts';
import size from './size.ts';
import syntax from './syntax.ts';
import wrongPlace from './wrong-place.ts';

export const rules: readonly AnyRule[] = [
  cnameDangling,
  contentType,
  hostMissing,
  httpStatus,
  maxAgeInvalid,
  maxAgeShort,
  missing,
  modeNone,
  modeTesting,
  multiple,
  mxInvalid,
  mxMissing,
  mxNotCovered,
  mxStale,
  mxWildcardWide,
  notSelected,
  policyMode,
  policySyntax,
  policyTls,
  policyVersion,
  redirect,
  size,
  syntax,
  wrongPlace,
];
