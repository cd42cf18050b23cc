import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CLASS_IN, type Name, readName, under } from '../dns/index.ts';
import type { ResourceRecord } from '../dns/types.ts';

/** What a key, or a message that is to be signed, has that keeps it from its use; one line for people. */
export class MessageProblem extends Error {
  override name = 'MessageProblem';
}

export type KeyType = 'rsa' | 'ed25519';

/** A private key that DKIM signatures can be made with (RFC 8301, RFC 8463). */
export interface SigningKey {
  type: KeyType;
  bits: number;
  key: KeyObject;
}

/** RFC 8301 §3.2: signers use 2048 bits or more; verifiers need not take more than 4096. */
export const LEAST_BITS = 2048;
export const MOST_BITS = 4096;

const generate = promisify(generateKeyPair);

export async function makeKey(type: KeyType, bits: number): Promise<SigningKey> {
  if (type === 'ed25519') return signingKey((await generate('ed25519')).privateKey);
  return signingKey((await generate('rsa', { modulusLength: bits })).privateKey);
}

/** Throws {@link MessageProblem} for a key of another kind. */
export function signingKey(key: KeyObject): SigningKey {
  const type = key.asymmetricKeyType;
  if (type === 'ed25519') return { type, bits: 256, key };
  if (type === 'rsa') return { type, bits: key.asymmetricKeyDetails!.modulusLength!, key };
  throw new MessageProblem(`it is a key of type ${type}; DKIM has RSA and Ed25519`);
}

/** PKCS #8, which all signers read. */
export function privatePem({ key }: SigningKey): string {
  return key.export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** The text of the key record (RFC 6376 §3.6.1). */
export function keyRecordText({ type, key }: SigningKey): string {
  return `v=DKIM1; k=${type}; p=${publicText(createPublicKey(key))}`;
}

/** Of RSA a SubjectPublicKeyInfo, as the example of RFC 6376 has it; of Ed25519 the 32 octets alone (RFC 8463 §4). */
function publicText(key: KeyObject): string {
  const octets = key.export({ format: 'der', type: 'spki' });
  return (key.asymmetricKeyType === 'ed25519' ? octets.subarray(-32) : octets).toString('base64');
}

/** RFC 1035 §3.3: a string of a TXT record holds so many octets; RFC 6376 §3.6.2.2 joins them. */
const STRING_OCTETS = 255;
const TTL_S = 3600;

export function keyRecord(name: Name, text: string): ResourceRecord<'TXT'> {
  const strings = text.match(new RegExp(`.{1,${STRING_OCTETS}}`, 'g')) ?? [];
  return { name, ttl: TTL_S, class: CLASS_IN, type: 'TXT', data: { strings } };
}

/** Where the public key of a selector is published (RFC 6376 §3.6.2.1). Throws where that is no name. */
export function keyName(selector: string, domain: Name): Name {
  const read = readName(under(`${selector}._domainkey`, domain));
  if ('name' in read) return read.name;
  throw new MessageProblem(
    `${selector}._domainkey.${domain} is too long for a name: take a shorter selector`,
  );
}

/** RFC 6376 §3.1, §3.5: a selector is a host name, the domain of a signature one of two labels or more. */
export function hostNameProblem(what: 'selector' | 'domain', name: string): string | undefined {
  if (name.includes('_'))
    return `the ${what} ${name} has an underscore, which some verifiers refuse: use letters, digits and hyphens`;
  if (what === 'domain' && !name.includes('.'))
    return `${name} is one label: nobody verifies signatures of it`;
  return undefined;
}
