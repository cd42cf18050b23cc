import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { MessageProblem, type SigningKey, signingKey } from './keys.ts';

/** PKCS #8 of an Ed25519 key up to its 32 octets (RFC 8410 §7). */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const ED25519_OCTETS = 32;

/** What a file may hold instead of a private key, told by the first line of its armour. */
const OTHERS: readonly [RegExp, string][] = [
  [
    /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/,
    'the key is encrypted with a passphrase, which no signer can ask for: “openssl pkey -in FILE -out NEW” takes it off',
  ],
  [/BEGIN OPENSSH PRIVATE KEY/, 'it is a key for SSH; make one for DKIM with “mailcheck keygen”'],
  [/BEGIN (?:RSA )?PUBLIC KEY/, 'it holds the public key; give the file of the private one'],
  [/BEGIN CERTIFICATE/, 'it holds a certificate; give the file of the private key'],
];

/**
 * A private key: PKCS #8 or PKCS #1 in PEM, the base64 of either without armour, or the base64 of the 32 octets of an
 * Ed25519 key. Throws {@link MessageProblem}, which never shows anything of the content.
 */
export function readPrivateKey(content: Buffer): SigningKey {
  const text = content.toString('latin1').trim();
  const other = OTHERS.find(([armour]) => armour.test(text));
  if (other !== undefined) throw new MessageProblem(other[1]);
  const key = text.includes('-----BEGIN') ? fromPem(text) : fromBase64(text);
  if (key !== undefined) return signingKey(key);
  throw new MessageProblem(
    'no private key can be read from it: give PEM (PKCS #8, PKCS #1), or the base64 of an Ed25519 key',
  );
}

function fromPem(key: string): KeyObject | undefined {
  return attempt(() => createPrivateKey({ key, format: 'pem' }));
}

function fromBase64(text: string): KeyObject | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text)) return undefined;
  const octets = Buffer.from(text, 'base64');
  if (octets.length === ED25519_OCTETS) return fromDer(Buffer.concat([ED25519_PREFIX, octets]), 'pkcs8');
  const key = fromDer(octets, 'pkcs8') ?? fromDer(octets, 'pkcs1');
  if (key === undefined && isPublic(octets)) throw new MessageProblem(OTHERS[2]![1]);
  return key;
}

function fromDer(key: Buffer, type: 'pkcs8' | 'pkcs1'): KeyObject | undefined {
  return attempt(() => createPrivateKey({ key, format: 'der', type }));
}

function isPublic(key: Buffer): boolean {
  return attempt(() => createPublicKey({ key, format: 'der', type: 'spki' })) !== undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
