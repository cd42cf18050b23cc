import { quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import { repairedBase64, strangeBase64 } from './base64.ts';
import { derLength, readEd25519Spki, readRsa } from './der.ts';
import type { RsaKey } from './types.ts';

export interface PublicKey {
  keyType: 'rsa' | 'ed25519' | null;
  bits: number | null;
  revoked: boolean;
  rsa?: RsaKey;
  faults: Fault[];
}

const ED25519_LENGTH = 32;

/** The key of `p=`, in the form that `k=` names. */
export function readPublicKey(text: string, p: Tag | undefined, k: Tag | undefined): PublicKey {
  const none = { keyType: null, bits: null, revoked: false };
  const keyType = k === undefined ? 'rsa' : k.value;
  const known = keyType === 'rsa' || keyType === 'ed25519';
  const faults = known ? [] : [unknownKeyType(k!)];
  if (p === undefined) return { ...none, faults: [...faults, missingP(text)] };
  if (p.value === '') return { ...none, revoked: true, faults };
  if (!known) return { ...none, faults };
  const strange = strangeBase64(p);
  if (strange !== undefined) return { ...none, faults: [strange] };
  const octets = Buffer.from(repairedBase64(p.value), 'base64');
  const read = keyType === 'rsa' ? rsaKey(octets, p) : ed25519Key(octets, p);
  if ('code' in read) return { ...none, faults: [read] };
  return { ...read, faults: paddingFaults(p) };
}

function rsaKey(octets: Buffer, p: Tag): PublicKey | Fault {
  const rsa = readRsa(octets);
  if (rsa === undefined) return badRsa(octets, p);
  const { bits, ...key } = rsa;
  return { keyType: 'rsa', bits, revoked: false, rsa: key, faults: [] };
}

/** RFC 8463 §4: the raw key of 32 octets. */
function ed25519Key(octets: Buffer, p: Tag): PublicKey | Fault {
  if (octets.length === ED25519_LENGTH) return { keyType: 'ed25519', bits: 256, revoked: false, faults: [] };
  const raw = readEd25519Spki(octets);
  if (raw !== undefined) {
    const hint = 'publish the 32 octets alone: the last 44 characters';
    return {
      ...badKey(p, 'an Ed25519 key is not wrapped in DER', hint),
      replacement: raw.toString('base64'),
    };
  }
  if (readRsa(octets) !== undefined)
    return badKey(p, 'the key is RSA, “k” says ed25519', 'write k=rsa, or drop the tag');
  return badKey(p, `an Ed25519 key has 32 octets, here are ${octets.length}`, 'copy the key again, whole');
}

function badRsa(octets: Buffer, p: Tag): Fault {
  const declared = derLength(octets);
  if (declared !== undefined && declared > octets.length) {
    const message = `the key is cut off: ${octets.length} of ${declared} octets`;
    const hint = 'publish the whole key; more than 255 characters go into several strings of one TXT record';
    return { code: 'truncated-key', span: p.valueSpan, message, hint };
  }
  if (octets.length === ED25519_LENGTH)
    return badKey(p, 'the key is no RSA key: it has 32 octets', 'an Ed25519 key needs k=ed25519');
  if (readEd25519Spki(octets) !== undefined) {
    return badKey(p, 'the key is Ed25519, not RSA', 'add k=ed25519 and publish the 32 octets alone');
  }
  return badKey(p, 'the key is no RSA public key', 'publish the public key: base64 of its DER form');
}

function badKey({ valueSpan }: Tag, message: string, hint: string): Fault {
  return { code: 'bad-key', span: valueSpan, message, hint };
}

function unknownKeyType({ value, valueSpan }: Tag): Fault {
  const lower = value.toLowerCase();
  const known = lower === 'rsa' || lower === 'ed25519';
  return {
    code: 'unknown-key-type',
    span: valueSpan,
    message: `no verifier knows the key type ${quoted(value)}`,
    hint: 'the key types are rsa and ed25519',
    ...(known && { replacement: lower }),
  };
}

function missingP(text: string): Fault {
  const span = { start: text.length, end: text.length };
  return {
    code: 'missing-p',
    span,
    message: 'the record holds no key',
    hint: 'add p= with the public key; p= alone revokes it',
  };
}

/** Some verifiers refuse base64 that is not padded; most read it. */
function paddingFaults({ value, valueSpan }: Tag): Fault[] {
  const whole = repairedBase64(value);
  const plain = value.replace(/[ \t\r\n]+/g, '');
  if (plain === whole) return [];
  const span = { start: valueSpan.start, end: valueSpan.end };
  return [
    {
      code: 'base64-padding',
      span,
      message: 'the base64 of the key is not padded',
      hint: 'add “=” at its end',
      replacement: whole,
    },
  ];
}
