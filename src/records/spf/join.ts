import { quoted } from '../octets.ts';
import { explainTerm } from './explain.ts';
import type { Piece } from './split.ts';
import { type ReadTerm, readTerm } from './term.ts';

/** A lone qualifier, or the beginning of a term that goes on after a blank. */
const OPEN = /(?:[:=%./+?~-]|^[+?~-]?ip)$/i;
/** What no term begins with: the rest of the term before the blank. */
const GOES_ON = /^[:/.={]/;

export interface JoinedTerm extends ReadTerm {
  /** Pieces that make up the term. */
  count: number;
}

/** `include: example.com`, `- all`, `ip4:192.0.2.0 /24`: one term, torn by a blank. */
export function joinPieces(pieces: readonly Piece[], index: number): JoinedTerm | undefined {
  const [first, second, third] = pieces.slice(index, index + 3);
  if (first === undefined || second === undefined) return undefined;
  if (third !== undefined && /^[:=]$/.test(second.text)) {
    const joined = join([first, second, third]);
    if (joined !== undefined) return joined;
  }
  if (!OPEN.test(first.text.slice(-4)) && !GOES_ON.test(second.text)) return undefined;
  if (!belongs(first.text, second.text)) return undefined;
  return join([first, second]);
}

const isValid = (text: string) => readTerm(text, 0).faults.length === 0;

function belongs(first: string, second: string): boolean {
  if (/^[+?~-]$/.test(first)) return !/^[+?~-]/.test(second);
  if (isValid(second)) return false;
  return !isValid(first) || (GOES_ON.test(second) && !first.includes('='));
}

function join(parts: readonly Piece[]): JoinedTerm | undefined {
  const text = parts.map((part) => part.text).join('');
  const replacement = isValid(text) ? text : explainTerm(text, { last: false })?.replacement;
  if (replacement === undefined || replacement === '') return undefined;
  const span = { start: parts[0]!.start, end: parts.at(-1)!.end };
  const fault = {
    code: parts[0]!.text.endsWith(':') ? 'space-after-colon' : 'space-inside',
    span,
    message: 'a blank tears the term apart',
    hint: `write it in one piece: ${quoted(replacement)}`,
    replacement,
  };
  const written = parts.map((part) => part.text).join(' ');
  return { term: { kind: 'unreadable', text: written, span }, faults: [fault], count: parts.length };
}
