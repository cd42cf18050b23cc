/** Signature algorithms that nobody should rest on (RFC 9155, RFC 6151), by the DER of their identifiers. */
const WEAK_SIGNATURES: Record<string, string> = {
  '2a864886f70d010102': 'MD2',
  '2a864886f70d010104': 'MD5',
  '2a864886f70d010105': 'SHA-1',
  '2a8648ce380403': 'SHA-1',
  '2a8648ce3d0401': 'SHA-1',
};

/** The weak hash that a certificate was signed with, if it was. */
export function weakSignature(der: Uint8Array): string | undefined {
  // RFC 5280 §4.1: SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OID … }, signature }
  const body = element(der, 0);
  const algorithm = body && element(der, element(der, body.start)?.end ?? der.length);
  const identifier = algorithm && element(der, algorithm.start);
  if (identifier === undefined) return undefined;
  return WEAK_SIGNATURES[Buffer.from(der.subarray(identifier.start, identifier.end)).toString('hex')];
}

/** Where the content of the DER element at that octet begins and ends (X.690 §8.1). */
function element(der: Uint8Array, at: number): { start: number; end: number } | undefined {
  const first = der[at + 1];
  if (first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + more;
  const length =
    more === 0 ? first : der.subarray(at + 2, start).reduce((sum, octet) => sum * 256 + octet, 0);
  return start + length > der.length ? undefined : { start, end: start + length };
}
