import type { Reason, Signature } from './signature.ts';

type Told = Pick<Signature, 'reason' | 'detail' | 'bodyChange' | 'expiresAt' | 'key' | 'tags'>;

/** Why a signature does not pass, in words. */
export function reasonWords(signature: Told): string {
  return signature.reason === undefined ? '' : REASONS[signature.reason](signature);
}

const REASONS: Record<Reason, (signature: Told) => string> = {
  'body-altered': ({ bodyChange }) =>
    `the body is not the one that was signed${bodyChange === undefined ? '' : CHANGES[bodyChange]}`,
  'header-altered': () => 'header fields were changed after signing',
  'other-key': () => 'another key signed it than the one that is published',
  mismatch: () => 'header fields were changed after signing, or another key signed it',
  expired: ({ expiresAt }) =>
    `it expired${isDate(expiresAt) ? ` on ${expiresAt.toISOString().slice(0, 10)}` : ''}`,
  'key-absent': () => 'there is no key at its selector',
  'key-revoked': () => 'its key is revoked',
  'key-invalid': ({ detail }) => FAULTS[detail ?? ''] ?? 'its key cannot be read',
  'key-mismatch': ({ detail, tags }) =>
    FAULTS[detail ?? ''] ?? `its key is for other signatures than ${tags.get('a')}`,
  'key-weak': ({ key }) =>
    `its key has ${key?.record?.value.bits ?? 'too few'} bits: verifiers take 1024 and more`,
  'key-unread': () => 'its key was not read: the lookup was not answered',
  sha1: () => 'it uses SHA-1, which verifiers refuse',
  unsupported: ({ detail }) => FAULTS[detail ?? ''] ?? 'it is made in a way that verifiers do not know',
  syntax: ({ detail }) => FAULTS[detail ?? ''] ?? 'it cannot be read',
};

/** A number in x= may stand for no date. */
function isDate(date: Date | undefined): date is Date {
  return date !== undefined && !Number.isNaN(date.getTime());
}

const CHANGES: Record<NonNullable<Signature['bodyChange']>, string> = {
  appended: ': something was added at its end',
  blanks: ': only blanks, or the ends of lines, differ',
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
  'no subdomain': 'its key allows no subdomain in i= (t=s)',
  'inappropriate hash algorithm': 'its key is not for this hash (h= of the key)',
};

/** Why a chain does not hold, in words. */
export function chainWords(comment: string): string {
  return CHAIN_FAULTS.find(([pattern]) => pattern.test(comment))?.[1] ?? comment;
}

const CHAIN_FAULTS: readonly [RegExp, string][] = [
  [/no valid signature/, 'the message was changed after it was sealed'],
  [/seal signature validation failed/, 'a seal does not fit what it covers'],
  [/no arc-\S+ set/, 'one of its sets is not whole'],
  [/expected=|instance|multiple|chain-length/, 'its sets are not numbered as they must be'],
  [/cv=/, 'a seal says that the chain did not hold before'],
  [/no key for/, 'there is no key at the selector of a seal'],
];
