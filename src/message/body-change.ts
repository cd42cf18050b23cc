import { createHash } from 'node:crypto';
import { splitMessage } from './header.ts';
import type { Signature } from './signature.ts';
import type { MessageSource } from './source.ts';
import { onTheWire } from './wire.ts';

/** `appended`: what was signed is still there, and more behind it; `blanks`: all but blanks and line ends is the same. */
export type BodyChange = 'appended' | 'blanks';

/** Looked into only where it costs little: each line costs a hash. */
const MOST_OCTETS = 4 * 1024 * 1024;
const MOST_LINES = 50_000;

/** Says of bodies that are not as signed what was done to them, where a hash of what is there tells. */
export async function withBodyChanges(signatures: Signature[], source: MessageSource): Promise<Signature[]> {
  const isAltered = ({ bodyHash, bodyLength }: Signature): boolean =>
    bodyHash === 'altered' && bodyLength === undefined;
  if (source.size > MOST_OCTETS || !signatures.some(isAltered)) return signatures;
  const lines = await bodyLines(source);
  if (lines.length > MOST_LINES) return signatures;
  return signatures.map((signature) => {
    const bodyChange = isAltered(signature) ? changeOf(lines, signature) : undefined;
    return bodyChange === undefined ? signature : { ...signature, bodyChange };
  });
}

async function bodyLines(source: MessageSource): Promise<string[]> {
  const { body } = await splitMessage(onTheWire(source.open(), { bareLf: 0, bareCr: 0, nul: 0 }));
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1').split('\r\n');
}

function changeOf(lines: readonly string[], { canonicalization, tags }: Signature): BodyChange | undefined {
  const hash = tags.get('bh') ?? '';
  const algorithm = tags.get('a')?.endsWith('sha1') ? 'sha1' : 'sha256';
  const canonical = canonicalization.body === 'relaxed' ? lines.map(relaxed) : lines;
  const bare = [lines.map((line) => line.replace(/[ \t]+$/, '')), lines.map(relaxed)];
  for (const variant of [canonical, ...bare]) {
    const signed = signedLines(variant, hash, algorithm);
    if (signed === undefined) continue;
    return variant.slice(signed).some((line) => line !== '') ? 'appended' : 'blanks';
  }
  return undefined;
}

/** RFC 6376 §3.4.4 */
function relaxed(line: string): string {
  return line.replace(/[ \t]+/g, ' ').replace(/ $/, '');
}

/** How many of the lines are what was signed; empty ones at the end do not count (RFC 6376 §3.4.3). */
function signedLines(lines: readonly string[], base64: string, algorithm: string): number | undefined {
  const hash = createHash(algorithm);
  for (const [index, line] of lines.entries()) {
    hash.update(`${line}\r\n`, 'latin1');
    if (line !== '' && hash.copy().digest('base64') === base64) return index + 1;
  }
  return undefined;
}
