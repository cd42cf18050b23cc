// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import adkimAspfInvalid from './adkim-aspf-invalid.ts';
import cnameDangling from './cname-dangling.ts';
import extUnauthorised from './ext-unauthorised.ts';
import foInvalid from './fo-invalid.ts';
import missing from './missing.ts';
import multiple from './multiple.ts';
import notSelected from './not-selected.ts';
import pInvalid from './p-invalid.ts';
import pMissing from './p-missing.ts';
import pNone from './p-none.ts';
import pNoneNoRua from './p-none-no-rua.ts';
import psdInvalid from './psd-invalid.ts';
import syntax from './syntax.ts';
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
  pInvalid,
  pMissing,
  pNone,
  pNoneNoRua,
  psdInvalid,
  syntax,
  uriInvalid,
  uriNoMx,
  uriUnregistered,
  wrongPlace,
];
