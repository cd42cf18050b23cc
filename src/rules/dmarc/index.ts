// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import adkimAspfInvalid from './adkim-aspf-invalid.ts';
import cnameDangling from './cname-dangling.ts';
import extUnauthorised from './ext-unauthorised.ts';
import foInvalid from './fo-invalid.ts';
import missing from './missing.ts';
import multiple from './multiple.ts';
import notSelected from './not-selected.ts';
import npIneffective from './np-ineffective.ts';
import pInvalid from './p-invalid.ts';
import pMissing from './p-missing.ts';
import pNone from './p-none.ts';
import pNoneNoRua from './p-none-no-rua.ts';
import pPosition from './p-position.ts';
import pQuarantine from './p-quarantine.ts';
import pctPartial from './pct-partial.ts';
import psdInvalid from './psd-invalid.ts';
import psdMisuse from './psd-misuse.ts';
import ruaMissing from './rua-missing.ts';
import spIneffective from './sp-ineffective.ts';
import spWeaker from './sp-weaker.ts';
import syntax from './syntax.ts';
import tTesting from './t-testing.ts';
import treePslDiffers from './tree-psl-differs.ts';
import unknownTag from './unknown-tag.ts';
import uriDuplicate from './uri-duplicate.ts';
import uriInvalid from './uri-invalid.ts';
import uriNoMx from './uri-no-mx.ts';
import uriUnregistered from './uri-unregistered.ts';
import wrongPlace from './wrong-place.ts';

export const rules: readonly AnyRule[] = [
  adkimAspfInvalid,
  cnameDangling,
  extUnauthorised,
  foInvalid,
  missing,
  multiple,
  notSelected,
  npIneffective,
  pInvalid,
  pMissing,
  pNone,
  pNoneNoRua,
  pPosition,
  pQuarantine,
  pctPartial,
  psdInvalid,
  psdMisuse,
  ruaMissing,
  spIneffective,
  spWeaker,
  syntax,
  tTesting,
  treePslDiffers,
  unknownTag,
  uriDuplicate,
  uriInvalid,
  uriNoMx,
  uriUnregistered,
  wrongPlace,
];
