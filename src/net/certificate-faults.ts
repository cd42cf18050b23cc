import type { X509Certificate } from 'node:crypto';
import { isFor, namesOf } from './certificate-names.ts';
import { weakSignature } from './certificate-signature.ts';
import { keyOf } from './certificates.ts';
import type { CertificateFault } from './types.ts';

export interface ChainFault {
  fault: CertificateFault;
  detail: string;
}

/** A chain, and what it is to be held against. */
export interface ChainCheck {
  /** What the server sent, leaf first. */
  chain: readonly X509Certificate[];
  /** The name that was asked for. */
  host: string;
  now: Date;
  /** What OpenSSL says of the chain by the authorities of this machine: `tlsSocket.authorizationError`; null: it holds. */
  verdict: string | null;
  /** Those authorities. */
  authorities: () => readonly X509Certificate[];
}

/** OpenSSL tells its last complaint only: where it is of such a kind, all of that kind are found here. */
const OF_DATES = /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/;
const OF_TRUST = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/;
/** Node has no word for these. */
const OF_STRENGTH = /TOO_SMALL|TOO_WEAK|^UNSPECIFIED$/;
const KINDS: [RegExp, CertificateFault[]][] = [
  [OF_DATES, ['expired', 'not-yet-valid']],
  [OF_TRUST, ['self-signed', 'untrusted', 'incomplete-chain']],
  [OF_STRENGTH, ['weak']],
];

/** No clock is right that shows a time before this was written. */
const WRITTEN = Date.parse('2026-11-01T00:00:00Z');

/** Every fault of a chain for a name at a time. Whether it holds is OpenSSL's word; which faults there are is found here. */
export function chainFaults(check: ChainCheck): ChainFault[] {
  const { chain, verdict, now } = check;
  const [leaf] = chain;
  if (leaf === undefined) return [{ fault: 'other', detail: 'the server sent no certificate' }];
  const path = verdict === null ? [leaf] : pathOf(chain, check.authorities());
  const found = [
    ...nameFault(leaf, check.host),
    ...path.flatMap((certificate) => dateFaults(certificate, now)),
    ...(verdict === null ? [] : trustFaults(path, check.authorities())),
    ...path.flatMap(weakness),
  ];
  return verdict === null || isExplained(verdict, found) ? found : [...found, otherFault(verdict)];
}

/** What is wrong with the way from the first certificate to an authority, whatever name it is for. */
export function pathFaults(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  now: Date,
): ChainFault[] {
  const path = pathOf(chain, authorities);
  const dates = path.flatMap((certificate) => dateFaults(certificate, now));
  return [...dates, ...trustFaults(path, authorities), ...path.flatMap(weakness)];
}

function isExplained(verdict: string, found: readonly ChainFault[]): boolean {
  const kinds = KINDS.find(([words]) => words.test(verdict))?.[1] ?? [];
  return found.some(({ fault }) => kinds.includes(fault));
}

/** What is wrong on this side, where it explains the faults: they say nothing about the server then. */
export function ownTrouble(
  { now, verdict, chain, authorities }: ChainCheck,
  faults: readonly ChainFault[],
): string | undefined {
  if (faults.some(({ fault }) => fault === 'not-yet-valid') && now.getTime() < WRITTEN)
    return `the clock of this machine shows ${now.toISOString().slice(0, 10)}`;
  const isMissed = verdict !== null && OF_TRUST.test(verdict) && !isExplained(verdict, faults);
  return isMissed && chain.length > 0 && isTrusted(pathOf(chain, authorities()).at(-1)!, authorities())
    ? 'the list of certification authorities of this machine is incomplete'
    : undefined;
}

/** The certificates that lead from the leaf to an authority, as far as they were sent: in any order (RFC 8446 §4.4.2). */
function pathOf(
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate[] {
  const path = [chain[0]!];
  for (let last = path[0]!; !isTrusted(last, authorities) && !isSelfSigned(last); last = path.at(-1)!) {
    const issuer = chain.find((other) => !path.includes(other) && isIssued(last, other));
    if (issuer === undefined) break;
    path.push(issuer);
  }
  return path;
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return isIssued(certificate, certificate);
}

/** Itself an authority, or issued by one. */
export function isTrusted(certificate: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return authorities.some(
    (authority) =>
      (authority.subject === certificate.issuer && isIssued(certificate, authority)) ||
      authority.fingerprint256 === certificate.fingerprint256,
  );
}

function nameFault(leaf: X509Certificate, host: string): ChainFault[] {
  if (isFor(leaf, host)) return [];
  const names = namesOf(leaf);
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  const detail =
    names.length === 0 ? `it names no host at all, so not ${host}` : `it is for ${shown}, not for ${host}`;
  return [{ fault: 'wrong-name', detail }];
}

function dateFaults(certificate: X509Certificate, now: Date): ChainFault[] {
  const whose = titleOf(certificate);
  const day = (text: string): string => new Date(text).toISOString().slice(0, 10);
  const clock = `by this machine’s clock it is ${now.toISOString().slice(0, 10)}`;
  if (now.getTime() > Date.parse(certificate.validTo))
    return [{ fault: 'expired', detail: `${whose} was valid until ${day(certificate.validTo)}; ${clock}` }];
  if (now.getTime() < Date.parse(certificate.validFrom))
    return [
      { fault: 'not-yet-valid', detail: `${whose} is valid from ${day(certificate.validFrom)} on; ${clock}` },
    ];
  return [];
}

/** Where the path ends without an authority that this machine trusts. */
function trustFaults(
  path: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): ChainFault[] {
  const last = path.at(-1)!;
  if (isTrusted(last, authorities)) return [];
  const issuer = nameIn(last.issuer);
  if (isSelfSigned(last))
    return path.length === 1
      ? [{ fault: 'self-signed', detail: 'no authority signed it: it is signed with its own key' }]
      : [
          {
            fault: 'untrusted',
            detail: `it rests on ${issuer}, which is no authority known to this machine`,
          },
        ];
  // Public authorities say where their certificate is to be had (AIA): one that says so was most likely left out.
  const isLeftOut = /CA Issuers/.test(last.infoAccess ?? '');
  return isLeftOut
    ? [
        {
          fault: 'incomplete-chain',
          detail: `the server does not send the certificate of ${issuer}, the issuer of ${titleOf(last)}`,
        },
      ]
    : [
        {
          fault: 'untrusted',
          detail: `${titleOf(last)} was issued by ${issuer}, which is no authority known to this machine`,
        },
      ];
}

/** RFC 9325 §4.5: RSA from 2048 bits on, ECDSA from 224; RFC 9155: no SHA-1. An authority's own signature proves nothing. */
function weakness(certificate: X509Certificate): ChainFault[] {
  const { keyType, keyBits } = keyOf(certificate);
  const whose = titleOf(certificate);
  const hash = isSelfSigned(certificate) ? undefined : weakSignature(certificate.raw);
  const least = keyType === 'ec' ? 224 : 2048;
  const isShort = keyBits !== null && keyBits < least;
  return [
    ...(isShort
      ? [
          {
            fault: 'weak' as const,
            detail: `the key of ${whose} has ${keyBits} bits, at least ${least} are asked for`,
          },
        ]
      : []),
    ...(hash ? [{ fault: 'weak' as const, detail: `${whose} is signed with ${hash}` }] : []),
  ];
}

function otherFault(verdict: string): ChainFault {
  if (verdict === 'CERT_REVOKED') return { fault: 'revoked', detail: 'it was revoked' };
  return { fault: 'other', detail: `it does not hold: ${verdict.toLowerCase().replaceAll('_', ' ')}` };
}

function titleOf(certificate: X509Certificate): string {
  const name = nameIn(certificate.subject);
  return name === 'a name left empty' ? 'the certificate' : `the certificate of ${name}`;
}

/** The common name, or what else comes nearest to a name. */
function nameIn(name: string | undefined): string {
  const parts = (name ?? '').split('\n').filter(Boolean);
  const shown = parts.find((part) => part.startsWith('CN=')) ?? parts.at(-1);
  return shown === undefined ? 'a name left empty' : `“${shown.slice(shown.indexOf('=') + 1)}”`;
}
