import type { Tag } from '../tags.ts';

export interface RsaKey {
  /** As found: RFC 6376 §3.6.1 says RSAPublicKey (PKCS #1), its own example is a SubjectPublicKeyInfo. */
  encoding: 'spki' | 'pkcs1';
  /** Decimal. */
  exponent: string;
  /** Lower-case hex without leading zeros. */
  modulus: string;
}

/** A key record (RFC 6376 §3.6.1). */
export interface DkimKey {
  /** `revoked`: `p=` is empty. `invalid`: no verifier may use it for mail. */
  status: 'ok' | 'revoked' | 'invalid';
  keyType: 'rsa' | 'ed25519' | null;
  bits: number | null;
  version?: string;
  /** Hash algorithms of `h=`, as written; absent = all. */
  hashes?: string[];
  services: string[];
  flags: string[];
  notes?: string;
  tags: Tag[];
  rsa?: RsaKey;
  /** Codes of the faults, and advice: `testing`, `sha1-only`, `weak-below-1024`, `weak-below-2048`, … */
  issues: string[];
}
