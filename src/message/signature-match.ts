import { constants, createHash, publicDecrypt } from 'node:crypto';
import type { Reason, Signature } from './signature.ts';
import type { Verified } from './verify.ts';

/** DigestInfo of SHA-256 before its hash (RFC 8017 §9.2, note 1). */
const SHA256_INFO = '3031300d060960864801650304020105000420';

/**
 * Why a signature does not fit although its body does. RSA tells: opened with the right key it shows the hash that was
 * signed, with any other key nothing that makes sense. Ed25519 does not tell.
 */
export function matchOf(
  { tags }: Pick<Signature, 'tags'>,
  { publicKey, signingHeaders }: Verified['signatures'][number]['result'],
): Extract<Reason, 'header-altered' | 'other-key' | 'mismatch'> {
  if (tags.get('a') !== 'rsa-sha256' || publicKey === undefined || signingHeaders === undefined)
    return 'mismatch';
  try {
    const signature = Buffer.from(tags.get('b') ?? '', 'base64');
    const opened = publicDecrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
      signature,
    ).toString('hex');
    const isHash = opened.startsWith(SHA256_INFO) && opened.length === SHA256_INFO.length + 64;
    return isHash && !opened.endsWith(hashOf(signingHeaders.canonicalizedHeader))
      ? 'header-altered'
      : 'mismatch';
  } catch {
    return 'other-key';
  }
}

function hashOf(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
}
