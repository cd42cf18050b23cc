import { createHash, sign } from 'node:crypto';
import { MessageProblem, MOST_BITS, type SigningKey } from './keys.ts';
import { BodyHash, type Canonicalization, canonicalField } from './sign-canonical.ts';
import { type FieldChoice, signedFields } from './sign-fields.ts';
import { type HeaderField, HeaderSection } from './sign-header.ts';
import { type LineEnd, MessageLines } from './sign-lines.ts';

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

/** What a message is signed by: its header, and the hash of its body. */
export interface ScannedMessage {
  fields: HeaderField[];
  bodyHash: string;
  lineEnd: LineEnd;
  /** Octets before the body: the header and the empty line behind it. */
  bodyAt: number;
  /** RFC 6376 §5.3: a server that cannot send it on as it is re-encodes it, which breaks the signature. */
  has8Bit: boolean;
}

/** Reads a message once, from its first octet. Throws {@link MessageProblem} for one whose signature would not hold. */
export async function scanMessage(
  chunks: AsyncIterable<Buffer>,
  form: Canonicalization,
): Promise<ScannedMessage> {
  const lines = new MessageLines();
  const section = new HeaderSection(lines);
  const body = new BodyHash(form);
  let bodyAt: number | undefined;
  for await (const chunk of chunks) {
    for (const line of lines.push(chunk)) {
      if (bodyAt !== undefined) body.line(line);
      else if (!section.push(line)) bodyAt = lines.octets;
    }
  }
  const last = lines.last();
  if (bodyAt === undefined) {
    if (lines.octets === 0) throw new MessageProblem('the message is empty');
    if (last !== '') section.push(last);
    throw new MessageProblem(
      'the header does not end: an empty line has to stand behind it, even without a body',
    );
  }
  if (last !== '') body.line(last);
  return {
    fields: section.fields(),
    bodyHash: body.digest(),
    lineEnd: lines.end!,
    bodyAt,
    has8Bit: lines.has8Bit,
  };
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
