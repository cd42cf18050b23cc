import type { Reason, Signature } from './signature.ts';

/** Why a signature does not pass, in words. */
export function reasonWords({
  reason,
  detail,
  expiresAt,
  key,
  tags,
}: Pick<Signature, 'reason' | 'detail' | 'expiresAt' | 'key' | 'tags'>): string {
  switch (reason) {
    case 'expired':
      return `it expired${expiresAt && !Number.isNaN(expiresAt.getTime()) ? ` on ${expiresAt.toISOString().slice(0, 10)}` : ''}`;
    case 'key-weak':
      return `its key has ${key?.record?.value.bits ?? 'too few'} bits: verifiers take 1024 and more`;
    case 'key-invalid':
      return detail === undefined || FAULTS[detail] === undefined ? 'its key cannot be read' : FAULTS[detail];
    case 'key-mismatch':
      return detail === 'inappropriate hash algorithm'
        ? 'its key is not for this hash (h= of the key)'
        : `its key is for other signatures than ${tags.get('a')}`;
    case 'syntax':
    case 'unsupported':
      return FAULTS[detail ?? ''] ?? 'it cannot be read';
    default:
      return reason === undefined ? '' : REASONS[reason];
  }
}

const REASONS: Record<
  Exclude<Reason, 'expired' | 'key-weak' | 'key-invalid' | 'key-mismatch' | 'syntax' | 'unsupported'>,
  string
> = {
  'body-altered': 'the body is not the one that was signed',
  'header-altered': 'header fields were changed after signing',
  'other-key': 'another key signed it than the one that is published',
  mismatch: 'header fields were changed after signing, or another key signed it',
  'key-absent': 'there is no key at its selector',
  'key-revoked': 'its key is revoked',
  'key-unread': 'its key was not read: the lookup was not answered',
  sha1: 'it uses SHA-1, which verifiers refuse',
};

/** What mailauth finds, in our words. */
const FAULTS: Partial<Record<string, string>> = {
  'signature syntax error': 'it is not written as RFC 6376 asks',
  'signature missing required tag': 'one of its tags is missing: v, a, b, bh, d, h and s are needed',
  'incompatible version': 'it is of another version than 1',
  'unsupported query method': 'its key is to be found in a way that nobody knows (q=)',
  'domain mismatch': 'its i= is not within its d=',
  'invalid expiration': 'it expires before it was made',
  'From field not signed': 'it does not cover From',
  'unknown algorithm': 'its algorithm is not rsa-sha256 or ed25519-sha256',
  'unknown canonicalization': 'its canonicalization is neither simple nor relaxed',
  'unknown key version': 'its key record is of another version than DKIM1',
  'unknown key type': 'its key is of a type that nobody knows',
  'key not for email': 'its key is not for e-mail (s= of the key)',
};
