/** `TLSv1` → `TLS 1.0`, as people write it. */
export function tlsName(version: string): string {
  return version.replace(/^TLSv1$/, 'TLSv1.0').replace('v', ' ');
}

/** RFC 8996: not to be spoken any more. */
export function isOldTls(version: string): boolean {
  return version === 'TLSv1' || version === 'TLSv1.1';
}

/** RFC 9325 §4.2.1, §4.1: no encryption, no authentication, or a cipher that is broken. */
const WEAK_CIPHER = /NULL|anon|EXPORT|RC4|RC2|_DES_|3DES|MD5|IDEA/i;

export function isWeakCipher(cipher: string): boolean {
  return WEAK_CIPHER.test(cipher);
}

/** Keys of the session that a stolen certificate key does not give away (RFC 9325 §7.3); TLS 1.3 knows no others. */
export function hasForwardSecrecy({ version, cipher }: { version: string; cipher: string }): boolean {
  return version === 'TLSv1.3' || /_(?:EC)?DHE_/.test(cipher);
}
