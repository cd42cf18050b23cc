import type { X509Certificate } from 'node:crypto';
import { namesOf } from './certificate-names.ts';
import type { Certificate } from './types.ts';

/** Of the named curves (RFC 5480 §2.1.1.1), as OpenSSL calls them. */
const CURVE_BITS: Record<string, number> = {
  prime192v1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

/** What is told of a certificate. */
export function describeCertificate(certificate: X509Certificate): Certificate {
  return {
    der: certificate.raw.toString('base64'),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: namesOf(certificate),
    notBefore: isoTime(certificate.validFrom),
    notAfter: isoTime(certificate.validTo),
    ...keyOf(certificate),
  };
}

/** What a server sent, leaf first, in its order: the first `most` of them. */
export function sentChain(leaf: X509Certificate, most = 20): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (
    let next: X509Certificate | undefined = leaf;
    next && chain.length < most;
    next = next.issuerCertificate
  )
    chain.push(next);
  return chain;
}

/** “C=US\nO=Example\nCN=www” → “CN=www, O=Example, C=US”, the most telling part first. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).reverse().join(', ');
}

function isoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

/** The kind of the key and its size; `unknown` where this machine cannot read it. */
export function keyOf(certificate: X509Certificate): { keyType: string; keyBits: number | null } {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {};
    return {
      keyType: asymmetricKeyType ?? 'unknown',
      keyBits: modulusLength ?? CURVE_BITS[namedCurve] ?? null,
    };
  } catch {
    return { keyType: 'unknown', keyBits: null };
  }
}
