// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import adsp from './adsp.ts';
import cnameDangling from './cname-dangling.ts';
import cnameProxied from './cname-proxied.ts';
import cnameUnregistered from './cname-unregistered.ts';
import domainkeysPolicy from './domainkeys-policy.ts';
import ed25519Only from './ed25519-only.ts';
import gTag from './g-tag.ts';
import hSha1 from './h-sha1.ts';
import hSha1Only from './h-sha1-only.ts';
import kMismatch from './k-mismatch.ts';
import kUnknown from './k-unknown.ts';
import keyPublished from './key-published.ts';
import keyReused from './key-reused.ts';
import m365OneSelector from './m365-one-selector.ts';
import m365TargetMismatch from './m365-target-mismatch.ts';
import noSelectorFound from './no-selector-found.ts';
import nonePossible from './none-possible.ts';
import pBase64 from './p-base64.ts';
import pMissing from './p-missing.ts';
import pNotSpki from './p-not-spki.ts';
import privateKeyMismatch from './private-key-mismatch.ts';
import recordMultiple from './record-multiple.ts';
import rsaClosePrimes from './rsa-close-primes.ts';
import rsaExponent from './rsa-exponent.ts';
import rsaHuge from './rsa-huge.ts';
import rsaShort from './rsa-short.ts';
import rsaWeak from './rsa-weak.ts';
import rsaWeakModulus from './rsa-weak-modulus.ts';
import sNotEmail from './s-not-email.ts';
import selectorMissing from './selector-missing.ts';
import syntax from './syntax.ts';
import tTesting from './t-testing.ts';
import tUnknown from './t-unknown.ts';
import txtAtCnameProvider from './txt-at-cname-provider.ts';
import unknownTag from './unknown-tag.ts';
import version from './version.ts';
import wrongPlace from './wrong-place.ts';

export const rules: readonly AnyRule[] = [
  adsp,
  cnameDangling,
  cnameProxied,
  cnameUnregistered,
  domainkeysPolicy,
  ed25519Only,
  gTag,
  hSha1,
  hSha1Only,
  kMismatch,
  kUnknown,
  keyPublished,
  keyReused,
  m365OneSelector,
  m365TargetMismatch,
  noSelectorFound,
  nonePossible,
  pBase64,
  pMissing,
  pNotSpki,
  privateKeyMismatch,
  recordMultiple,
  rsaClosePrimes,
  rsaExponent,
  rsaHuge,
  rsaShort,
  rsaWeak,
  rsaWeakModulus,
  sNotEmail,
  selectorMissing,
  syntax,
  tTesting,
  tUnknown,
  txtAtCnameProvider,
  unknownTag,
  version,
  wrongPlace,
];
