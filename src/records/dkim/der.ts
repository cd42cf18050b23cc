import { createPublicKey, type KeyObject } from 'node:crypto';
import type { RsaKey } from './types.ts';

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 §4) up to the 32 octets. */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** No key is longer: 16,384 bits of RSA take 2,074 octets. */
const LONGEST = 4096;

/** Octets that the outermost DER element says it has, header included (X.690 §8.1.3). */
export function derLength(octets: Uint8Array): number | undefined {
  const [tag, first] = octets;
  if (tag !== 0x30 || first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const more = first & 0x7f;
  if (more === 0 || more > 3 || octets.length < 2 + more) return undefined;
  return octets.subarray(2, 2 + more).reduce((sum, octet) => sum * 256 + octet, 0) + 2 + more;
}

type Rsa = RsaKey & { bits: number };

/** Many domains of one provider have the same key, and a gate reads each twice. */
const read = new Map<string, Rsa | undefined>();
const MOST_KEPT = 500;

/** Verifiers accept both encodings, whatever §3.6.1 says. */
export function readRsa(octets: Buffer): Rsa | undefined {
  if (octets.length > LONGEST) return undefined;
  const text = octets.toString('latin1');
  if (!read.has(text)) {
    if (read.size >= MOST_KEPT) read.clear();
    read.set(text, readOctets(octets));
  }
  return read.get(text);
}

function readOctets(octets: Buffer): Rsa | undefined {
  for (const encoding of ['spki', 'pkcs1'] as const) {
    const key = load(octets, encoding);
    if (key?.asymmetricKeyType === 'rsa') return { encoding, ...numbers(key) };
  }
  return undefined;
}

function load(key: Buffer, type: 'spki' | 'pkcs1'): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'der', type });
  } catch {
    return undefined;
  }
}

function numbers(key: KeyObject): { bits: number; exponent: string; modulus: string } {
  const { n = '' } = key.export({ format: 'jwk' });
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const modulus = Buffer.from(n, 'base64url').toString('hex').replace(/^0+/, '');
  return { bits: modulusLength, exponent: String(publicExponent), modulus };
}

/** The raw key inside a SubjectPublicKeyInfo, where DKIM wants it bare. */
export function readEd25519Spki(octets: Buffer): Buffer | undefined {
  const wrapped = octets.length === 44 && octets.subarray(0, ED25519_PREFIX.length).equals(ED25519_PREFIX);
  return wrapped ? octets.subarray(ED25519_PREFIX.length) : undefined;
}
