// Written by scripts/generate.js from the files of this folder.
import type { AnyRule } from '../rule.ts';
import authBeforeTls from './auth-before-tls.ts';
import bannerName from './banner-name.ts';
import bannerVersion from './banner-version.ts';
import certChain from './cert-chain.ts';
import certExpired from './cert-expired.ts';
import certExpiring from './cert-expiring.ts';
import certInconsistent from './cert-inconsistent.ts';
import certKey from './cert-key.ts';
import certName from './cert-name.ts';
import cipherWeak from './cipher-weak.ts';
import ehloRejected from './ehlo-rejected.ts';
import greeting from './greeting.ts';
import noStarttls from './no-starttls.ts';
import starttlsBroken from './starttls-broken.ts';
import starttlsInjection from './starttls-injection.ts';
import submissionCert from './submission-cert.ts';
import submissionNoTls from './submission-no-tls.ts';
import submissionSrv from './submission-srv.ts';
import tlsOld from './tls-old.ts';
import tls13Missing from './tls13-missing.ts';
import unreachable from './unreachable.ts';

export const rules: readonly AnyRule[] = [
  authBeforeTls,
  bannerName,
  bannerVersion,
  certChain,
  certExpired,
  certExpiring,
  certInconsistent,
  certKey,
  certName,
  cipherWeak,
  ehloRejected,
  greeting,
  noStarttls,
  starttlsBroken,
  starttlsInjection,
  submissionCert,
  submissionNoTls,
  submissionSrv,
  tlsOld,
  tls13Missing,
  unreachable,
];
