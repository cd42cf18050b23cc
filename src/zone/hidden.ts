import type { Name } from '../dns/name.ts';
import { typeName } from '../dns/wire/index.ts';
import type { Entry, Token } from './lexer.ts';
import { classCode, typeCode } from './mnemonics.ts';
import { readSeconds } from './seconds.ts';
import type { Hidden, Trouble } from './types.ts';

/**
 * What an entry at fault would have been, as far as its words tell: nobody who compares may take it for missing.
 * `undefined`: any record of the zone.
 */
export function hiddenBy(entry: Entry, owner: Name | undefined): Hidden | undefined {
  const { tokens, indented } = entry;
  if (tokens.length === 0 && !entry.unclosed) return 'nothing';
  if (swallowsLines(entry) || conflictIn(entry) !== undefined || isOwnerInDoubt(entry)) return undefined;
  const at = tokens.findIndex((word, index) => (indented || index > 0) && !isTtlOrClass(word));
  const type = typeOf(tokens[at]);
  // The blank that stands for the owner above may be what is missing, or one too many.
  const others = tokens.slice(0, 4).filter((word, index) => index !== at && typeOf(word) !== undefined);
  if (type !== undefined) {
    if (indented && others.length > 0) return undefined;
    const isSpf = type === 'TXT' && tokens.some(({ text }) => /v=spf1/i.test(text));
    return { ...(owner !== undefined && { name: owner }), type, ...(isSpf && { meant: 'spf' }) };
  }
  if (others.length > 0) return indented ? { type: typeOf(others[0])! } : undefined;
  return owner === undefined ? undefined : { name: owner };
}

/** Both versions of a file that git could not merge stand in it. */
export function conflictIn({ tokens, indented }: Entry): Trouble | undefined {
  const first = tokens[0];
  if (indented || first === undefined || !/^(?:<{7}|={7}|>{7})$/.test(first.text)) return undefined;
  const { line, column } = first;
  return { line, column, message: 'a conflict that git left open', hint: 'choose one of the two versions' };
}

/** Of a text pasted from a page, whose blanks do not part its words: what is read as the owner is more than that. */
export function noBreakIn({ tokens, indented }: Entry): Trouble | undefined {
  const first = tokens[0];
  const at = indented || first === undefined || first.quoted ? -1 : first.text.search(NO_BREAK);
  if (at === -1) return undefined;
  const { line, column } = first!;
  return { line, column: column + at, message: 'a no-break space', hint: 'type a plain one in its place' };
}

/** U+00A0, in UTF-8 or by itself. */
const NO_BREAK = /\xc2?\xa0/;

function isOwnerInDoubt({ tokens, indented }: Entry): boolean {
  return !indented && /[^\x21-\x7e]/.test(tokens[0]?.text ?? '');
}

function isTtlOrClass({ text, quoted }: Token): boolean {
  return !quoted && (readSeconds(text) !== undefined || classCode(text) !== undefined);
}

function typeOf(word: Token | undefined) {
  const code = word === undefined || word.quoted ? undefined : typeCode(word.text);
  return code === undefined ? undefined : typeName(code);
}

/** A quote or a parenthesis that is closed too late takes in what were entries of their own. */
export function swallowsLines({ tokens, unclosed }: Entry): boolean {
  const isLater = (line: number): boolean => line !== tokens[0]?.line;
  return (
    unclosed === true ||
    tokens.some(({ line, column, text }) => (column === 1 && isLater(line)) || text.includes('\n')) ||
    tokens.some((word, index) => isLater(word.line) && startsRecord(tokens, index))
  );
}

/** A word that is a type, with nothing before it on its line but what may stand before a type. */
function startsRecord(tokens: readonly Token[], index: number): boolean {
  const { line } = tokens[index]!;
  const before = tokens.slice(0, index).filter((word) => word.line === line);
  return typeOf(tokens[index]) !== undefined && before.every(isTtlOrClass);
}
