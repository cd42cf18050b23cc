import { createHash, sign } from 'node:crypto';
import { MessageProblem, MOST_BITS, type SigningKey } from './keys.ts';
import { type Canonicalization, canonicalField } from './sign-canonical.ts';
import { type FieldChoice, signedFields } from './sign-fields.ts';
import type { ScannedMessage } from './sign-scan.ts';

/** Who signs: `d=`, `s=` and the key that belongs to them. */
export interface Signer {
  domain: string;
  selector: string;
  key: SigningKey;
}

export interface SigningOptions {
  header: Canonicalization;
  body: Canonicalization;
  fields: readonly FieldChoice[];
  now: Date;
  /** Days after which the signature counts no more. */
  expire?: number;
}

/** RFC 8301 §3.2: nobody accepts a shorter key, and not everybody a longer one. */
const SHORTEST = 1024;

/** Throws {@link MessageProblem} for a key by which not every receiver verifies. */
export function checkLength({ type, bits }: SigningKey): void {
  if (type !== 'rsa') return;
  if (bits < SHORTEST)
    throw new MessageProblem(`an RSA key of ${bits} bits: no receiver takes less than ${SHORTEST}`);
  if (bits > MOST_BITS)
    throw new MessageProblem(`an RSA key of ${bits} bits: not every receiver takes more than ${MOST_BITS}`);
}

/** The DKIM-Signature field (RFC 6376 §3.5), its lines ended by CRLF. */
export function signatureField(message: ScannedMessage, signer: Signer, options: SigningOptions): string {
  const { header } = options;
  const { names, signed } = signedFields(message.fields, options.fields);
  const unsigned = fieldWithout(message, signer, options, names);
  const parts = [
    ...signed.map(({ text }) => `${canonicalField(text, header)}\r\n`),
    canonicalField(unsigned, header),
  ];
  return `${unsigned}${folded(signatureOf(parts.join(''), signer.key), 'b='.length)}\r\n`;
}

/** Everything but the value of `b=`, which stands last. */
function fieldWithout(
  { bodyHash }: ScannedMessage,
  { domain, selector, key }: Signer,
  { header, body, now, expire }: SigningOptions,
  names: readonly string[],
): string {
  const time = Math.floor(now.getTime() / 1000);
  const expires = expire === undefined ? '' : ` x=${time + expire * DAY_S};`;
  return [
    `DKIM-Signature: v=1; a=${key.type}-sha256; c=${header}/${body};`,
    `d=${domain};`,
    `s=${selector}; t=${time};${expires}`,
    `h=${listed(names)};`,
    `bh=${bodyHash};`,
    'b=',
  ].join(FOLD);
}

const DAY_S = 86_400;
const FOLD = '\r\n ';
/** RFC 5322 §2.1.1: lines ought to have no more. */
const WIDTH = 78;

/** §3.5: around the colons of `h=` a field may be folded. */
function listed(names: readonly string[]): string {
  const lines = [''];
  for (const [index, name] of names.entries()) {
    const item = index === names.length - 1 ? name : `${name}:`;
    if (lines.at(-1)!.length + item.length > WIDTH - 4) lines.push('');
    lines[lines.length - 1] += item;
  }
  return lines.join(FOLD);
}

function folded(base64: string, before: number): string {
  const first = base64.slice(0, WIDTH - 2 - before);
  const rest = base64.slice(first.length).match(new RegExp(`.{1,${WIDTH - 2}}`, 'g')) ?? [];
  return [first, ...rest].join(FOLD);
}

/** RFC 8463 §3: Ed25519 signs the SHA-256 of what RSA signs with SHA-256. */
function signatureOf(text: string, { type, key }: SigningKey): string {
  if (type === 'ed25519') {
    const digest = createHash('sha256').update(text, 'latin1').digest();
    return sign(null, digest, key).toString('base64');
  }
  return sign('sha256', Buffer.from(text, 'latin1'), key).toString('base64');
}
