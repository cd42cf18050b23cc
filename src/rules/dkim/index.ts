// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import cnameProxied from './cname-proxied.ts';
import cnameUnregistered from './cname-unregistered.ts';
import hSha1Only from './h-sha1-only.ts';
import kMismatch from './k-mismatch.ts';
import kUnknown from './k-unknown.ts';
import m365TargetMismatch from './m365-target-mismatch.ts';
import noSelectorFound from './no-selector-found.ts';
import nonePossible from './none-possible.ts';
import pBase64 from './p-base64.ts';
import pMissing from './p-missing.ts';
import pNotSpki from './p-not-spki.ts';
import recordMultiple from './record-multiple.ts';
import rsaShort from './rsa-short.ts';
import rsaWeakModulus from './rsa-weak-modulus.ts';
import sNotEmail from './s-not-email.ts';
import selectorMissing from './selector-missing.ts';
import syntax from './syntax.ts';
import version from './version.ts';

export const rules: readonly AnyRule[] = [
  cnameProxied,
  cnameUnregistered,
  hSha1Only,
  kMismatch,
  kUnknown,
  m365TargetMismatch,
  noSelectorFound,
  nonePossible,
  pBase64,
  pMissing,
  pNotSpki,
  recordMultiple,
  rsaShort,
  rsaWeakModulus,
  sNotEmail,
  selectorMissing,
  syntax,
  version,
];
