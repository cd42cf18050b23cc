import { quoted } from './octets.ts';
import type { Fault, Parsed } from './parsed.ts';
import { explainTerm } from './spf/explain.ts';
import { joinPieces } from './spf/join.ts';
import { type Piece, splitTerms } from './spf/split.ts';
import { readTerm } from './spf/term.ts';
import type { ExpTerm, RedirectTerm, SpfRecord, SpfTerm } from './spf/types.ts';

export { parseMacroString } from './spf/macro.ts';
export { type Meant, meantTerm } from './spf/meant.ts';

const VERSION = /^v=spf1(?= |$)/i;
/** Nobody reads more hints, and hostile text must not buy much work. */
const MOST_EXPLAINED = 64;

/** The texts that are SPF records (RFC 7208 §4.5): the version, then a space or nothing. */
export function selectSpf(texts: readonly string[]): string[] {
  return texts.filter((text) => VERSION.test(text));
}

/** Reads the grammar of RFC 7208 §12; every fault is a permerror (§4.6). */
export function parseSpf(text: string): Parsed<SpfRecord> {
  const version = VERSION.exec(text)?.[0];
  const start = version?.length ?? /^[^ ]*/.exec(text)![0].length;
  const faults = version === undefined ? [badVersion(text, start)] : [];
  const { pieces, trailing } = splitTerms(text, start);
  const terms = readPieces(pieces, faults);
  faults.push(...repeated(terms));
  if (trailing !== undefined) faults.push(trailing);
  faults.sort((a, b) => a.span.start - b.span.start);
  return { text, value: { terms }, faults };
}

function badVersion(text: string, end: number): Fault {
  return {
    code: 'bad-version',
    span: { start: 0, end },
    message: `the record begins with ${quoted(text.slice(0, end))}`,
    hint: 'an SPF record begins with “v=spf1” and a space',
  };
}

function readPieces(pieces: Piece[], faults: Fault[]): SpfTerm[] {
  const terms: SpfTerm[] = [];
  let explained = 0;
  for (let index = 0; index < pieces.length; ) {
    const piece = pieces[index]!;
    if (piece.gap !== undefined) faults.push(piece.gap);
    const mayExplain = explained < MOST_EXPLAINED;
    const joined = mayExplain ? joinPieces(pieces, index) : undefined;
    const read = joined ?? readPiece(piece, mayExplain, index === pieces.length - 1);
    if (read.faults.length > 0) explained++;
    faults.push(...read.faults);
    terms.push(read.term);
    index += joined?.count ?? 1;
  }
  return terms;
}

function readPiece({ text, start, end }: Piece, mayExplain: boolean, last: boolean) {
  const read = readTerm(text, start);
  const explained = mayExplain && read.faults.length > 0 ? explainTerm(text, { last }) : undefined;
  return explained === undefined ? read : { ...read, faults: [{ ...explained, span: { start, end } }] };
}

/** RFC 7208 §6: `redirect` and `exp` must not appear more than once each. */
function repeated(terms: SpfTerm[]): Fault[] {
  return (['redirect', 'exp'] as const).flatMap((kind) => {
    const [first, ...more] = terms.filter((term): term is RedirectTerm | ExpTerm => term.kind === kind);
    return more.map(({ text, span }) => ({
      code: `${kind}-repeated`,
      span,
      message: `“${kind}” appears more than once`,
      hint: 'keep one of them',
      ...(text.toLowerCase() === first!.text.toLowerCase() && { replacement: '' }),
    }));
  });
}
