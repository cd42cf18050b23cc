import { createHash, X509Certificate } from 'node:crypto';
import { DANE_EE, FULL, SPKI, type TlsaData } from '../../records/tlsa.ts';

/** A certificate as a TLSA record may name it (RFC 6698 §2.1.2): its octets, and those of its public key. */
export interface SentCertificate {
  x509: X509Certificate;
  octets: Buffer;
  spki: Buffer;
}

/** From DER in base64; undefined where it is no certificate. */
export function readCertificate(der: string): SentCertificate | undefined {
  const octets = Buffer.from(der, 'base64');
  try {
    const spki = publicKeyOf(octets);
    return spki && { x509: new X509Certificate(octets), octets, spki };
  } catch {
    return undefined;
  }
}

/** Who issued a certificate: its organisation, and its own name. Node writes “Example\, Inc.” (RFC 4514 §2.4). */
export function issuerOf({ x509 }: SentCertificate): { organisation: string; name: string } {
  const part = (key: string): string =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(x509.issuer)?.[1]?.replace(/\\([,+"\\<>;])/g, '$1') ?? '';
  return { organisation: part('O'), name: part('CN') };
}

/** Before the public key in a TBSCertificate (RFC 5280 §4.1): serial number, signature, issuer, validity, subject. */
const BEFORE_KEY = 5;
const VERSION = 0xa0;

/** The SubjectPublicKeyInfo octet for octet: to decode and encode it again may change it. */
function publicKeyOf(certificate: Buffer): Buffer | undefined {
  const tbs = contents(contents(certificate));
  let at = tbs[0] === VERSION ? elementLength(tbs, 0) : 0;
  for (let skipped = 0; skipped < BEFORE_KEY; skipped++) at += elementLength(tbs, at);
  const end = at + elementLength(tbs, at);
  return end > tbs.length || end === at ? undefined : tbs.subarray(at, end);
}

function contents(der: Buffer): Buffer {
  return der.subarray(headLength(der, 0), elementLength(der, 0));
}

function headLength(der: Buffer, at: number): number {
  const first = der[at + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

/** X.690 §8.1.3, head and contents. */
function elementLength(der: Buffer, at: number): number {
  const first = der[at + 1] ?? 0;
  const more = first & 0x7f;
  if (first < 0x80) return 2 + first;
  return more === 0 || more > 3 || at + 2 + more > der.length
    ? der.length
    : 2 + more + der.readUIntBE(at + 2, more);
}

const HASHES = [undefined, 'sha256', 'sha512'];

/** Hex of what a record with this selector and matching type would hold; undefined for others than are defined. */
export function associationData(
  { octets, spki }: Pick<SentCertificate, 'spki'> & Partial<SentCertificate>,
  { selector, matchingType }: Pick<TlsaData, 'selector' | 'matchingType'>,
): string | undefined {
  const chosen = [octets, spki][selector];
  if (chosen === undefined) return undefined;
  if (matchingType === FULL) return chosen.toString('hex');
  const hash = HASHES[matchingType];
  return hash && createHash(hash).update(chosen).digest('hex');
}

/** The record to publish for a server’s key: `3 1 1` (RFC 7671 §5.1). */
export function recommendedFor(leaf: Pick<SentCertificate, 'spki'>): TlsaData {
  const parameters = { selector: SPKI, matchingType: 1 };
  return { usage: DANE_EE, ...parameters, data: associationData(leaf, parameters)! };
}
