const ESCAPE = /\\(?:([0-3][0-7]{2})|([\s\S]))/g;

/**
 * Route 53 writes octets as `\ooo`, in octal; a master file's `\DDD` is decimal (RFC 1035 §5.1). Other escapes mean the
 * same in both. Amazon Route 53 Developer Guide, “DNS domain name format” and “TXT record type”.
 */
export function fromOctal(text: string): string {
  return text.replace(ESCAPE, (written, octal?: string) =>
    octal === undefined ? written : `\\${String(Number.parseInt(octal, 8)).padStart(3, '0')}`,
  );
}
