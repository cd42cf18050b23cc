import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Name } from '../../dns/index.ts';
import type { Certificate } from '../../net/index.ts';
import {
  DANE_EE,
  DANE_TA,
  FULL,
  PKIX_EE,
  PKIX_TA,
  readTlsa,
  SPKI,
  type TlsaData,
} from '../../records/tlsa.ts';
import { associationData, readCertificate, type SentCertificate } from './certificate.ts';

/**
 * Why a record does not let the server pass. `other-key`: it names something else. `not-sent`: an authority that is not
 * in the chain, which must be (RFC 7672 §3.1.2). `name`, `dates`: of certificates below an authority both count.
 * `not-issued`: the authority is sent, and did not issue the certificate. `unusable`: malformed, or a usage that does not
 * count in SMTP (§3.1.3).
 */
export type TlsaProblem = 'other-key' | 'not-sent' | 'not-issued' | 'name' | 'dates' | 'unusable';

export interface TlsaVerdict {
  record: TlsaData;
  /** Of the certificate that the record names, from 0, the server’s own; null where none was sent. */
  depth: number | null;
  /** Null where the server passes by this record. */
  problem: TlsaProblem | null;
}

export interface DaneMatch {
  /** `unusable`: no record can be used, so that senders encrypt and check nothing (RFC 7672 §2.2). */
  outcome: 'match' | 'no-match' | 'unusable';
  /** How many certificates were sent. */
  sent: number;
  verdicts: TlsaVerdict[];
}

/** A zone may hold thousands of records, and a server send as many certificates. */
const MOST_RECORDS = 64;
const MOST_CERTIFICATES = 16;

/**
 * Holds TLSA records against what a server sent (RFC 6698 §2.1, RFC 7671 §5, RFC 7672 §3). Pure.
 * @param names reference identifiers for DANE-TA (RFC 7672 §3.2.2): the TLSA base domain first, then the domain whose
 * signed MX record led there.
 */
export function matchTlsa(
  records: readonly TlsaData[],
  chain: readonly Pick<Certificate, 'der'>[],
  names: readonly Name[],
  now: Date,
): DaneMatch {
  const sent = chain.slice(0, MOST_CERTIFICATES).flatMap(({ der }) => readCertificate(der) ?? []);
  const verdicts = records.slice(0, MOST_RECORDS).map((record) => judgeRecord(record, sent, names, now));
  const isUsable = verdicts.some(({ problem }) => problem !== 'unusable');
  const isMatch = verdicts.some(({ problem }) => problem === null);
  const outcome = isMatch ? 'match' : isUsable ? 'no-match' : 'unusable';
  return { outcome, sent: sent.length, verdicts };
}

function judgeRecord(
  record: TlsaData,
  sent: readonly SentCertificate[],
  names: readonly Name[],
  now: Date,
): TlsaVerdict {
  const depth = depthOf(record, sent);
  const verdict = (problem: TlsaProblem | null): TlsaVerdict => ({ record, depth, problem });
  if (!readTlsa(record).isUsable) return verdict('unusable');
  // RFC 7672 §3.1.1: neither names nor dates count.
  if (record.usage === DANE_EE) return verdict(depth === 0 ? null : 'other-key');
  const path = pathTo(record, depth, sent);
  if (path === undefined) return verdict(depth === null ? 'not-sent' : 'not-issued');
  if (!path.every((certificate) => isCurrent(certificate, now))) return verdict('dates');
  return verdict(hasName(path[0]!, names) ? null : 'name');
}

/** Where in the chain stands what the record names: of the server itself at 0, of an authority above. */
function depthOf(record: TlsaData, sent: readonly SentCertificate[]): number | null {
  const { usage, data } = record;
  const isAuthority = usage === DANE_TA || usage === PKIX_TA;
  if (!isAuthority && usage !== DANE_EE && usage !== PKIX_EE) return null;
  const certificates = isAuthority ? sent.slice(1) : sent.slice(0, 1);
  const at = certificates.findIndex((certificate) => associationData(certificate, record) === data);
  return at === -1 ? null : at + Number(isAuthority);
}

/** The certificates from the server’s own to the authority that a record names, each issued by the next (RFC 7671 §5.2). */
function pathTo(
  record: TlsaData,
  depth: number | null,
  sent: readonly SentCertificate[],
): X509Certificate[] | undefined {
  const all = sent.map(({ x509 }) => x509);
  const [leaf] = all;
  if (leaf === undefined) return undefined;
  if (depth !== null) return climb([leaf], all, (top) => top.raw.equals(all[depth]!.raw));
  // RFC 7671 §5.2.3: what stands in the DNS as a whole need not be sent.
  const authority = record.matchingType === FULL ? wholeAuthority(record) : undefined;
  return authority && climb([leaf], all, (top) => isSignedBy(top, authority));
}

type Authority = X509Certificate | KeyObject;

function wholeAuthority({ selector, data }: TlsaData): Authority | undefined {
  const octets = Buffer.from(data, 'hex');
  try {
    return selector === SPKI
      ? createPublicKey({ key: octets, format: 'der', type: 'spki' })
      : new X509Certificate(octets);
  } catch {
    return undefined;
  }
}

function isSignedBy(certificate: X509Certificate, authority: Authority): boolean {
  if (!(authority instanceof X509Certificate)) return certificate.verify(authority);
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** Servers send certificates in any order, and more than are needed. */
function climb(
  path: X509Certificate[],
  all: readonly X509Certificate[],
  isEnd: (top: X509Certificate) => boolean,
): X509Certificate[] | undefined {
  for (;;) {
    const top = path.at(-1)!;
    if (isEnd(top)) return path;
    const issuer = all.find((other) => !path.includes(other) && isSignedBy(top, other));
    if (issuer === undefined) return undefined;
    path.push(issuer);
  }
}

function isCurrent({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return Date.parse(validFrom) <= now.getTime() && now.getTime() <= Date.parse(validTo);
}

/** RFC 7672 §3.2.3: DNS names, the subject’s common name only where there are none, a wildcard for one whole label. */
function hasName(leaf: X509Certificate, names: readonly Name[]): boolean {
  return names.some((name) => leaf.checkHost(name, { partialWildcards: false }) !== undefined);
}
