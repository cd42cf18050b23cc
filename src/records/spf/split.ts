import { describeOdd, type OddCharacter, oddAt } from '../octets.ts';
import type { Fault } from '../parsed.ts';

export interface Piece {
  text: string;
  start: number;
  end: number;
  /** What is wrong with the blanks before it. */
  gap?: Fault;
}

export interface Pieces {
  pieces: Piece[];
  /** What is wrong with the blanks after the last one. */
  trailing?: Fault;
}

/** The blank at `at`, if there is one: SP, or a character that only looks like it. */
function blankAt(text: string, at: number): { end: number; odd?: OddCharacter } | undefined {
  const octet = text.charCodeAt(at);
  if (octet === 0x20) return { end: at + 1 };
  const odd = octet > 0x20 && octet < 0x7f ? undefined : oddAt(text, at);
  return odd?.ascii === ' ' ? { end: odd.end, odd } : undefined;
}

/** Cuts the record at its blanks. RFC 7208 §4.6.1 knows SP alone; any other blank is a fault with a cure. */
export function splitTerms(text: string, from: number): Pieces {
  const pieces: Piece[] = [];
  for (let at = from; ; ) {
    const gap = readGap(text, at);
    if (gap.end >= text.length)
      return { pieces, ...(gap.fault && { trailing: { ...gap.fault, replacement: '' } }) };
    const end = pieceEnd(text, gap.end);
    pieces.push({
      text: text.slice(gap.end, end),
      start: gap.end,
      end,
      ...(gap.fault && { gap: gap.fault }),
    });
    at = end;
  }
}

function pieceEnd(text: string, start: number): number {
  for (let at = start; at < text.length; ) {
    const octet = text.charCodeAt(at);
    if (octet > 0x20 && octet < 0x7f) {
      at++;
      continue;
    }
    if (blankAt(text, at) !== undefined) return at;
    at = oddAt(text, at)!.end;
  }
  return text.length;
}

function readGap(text: string, start: number): { end: number; fault?: Fault } {
  let end = start;
  let first: OddCharacter | undefined;
  let last: OddCharacter | undefined;
  while (text.charCodeAt(end) === 0x20) end++;
  for (let blank = blankAt(text, end); blank !== undefined; blank = blankAt(text, end)) {
    end = blank.end;
    if (blank.odd !== undefined) last = blank.odd;
    first ??= blank.odd;
  }
  if (first === undefined || last === undefined) return { end };
  const spaced = first.start > start || last.end < end;
  return { end, fault: blankFault(first, last.end, spaced) };
}

function blankFault(first: OddCharacter, end: number, spaced: boolean): Fault {
  return {
    code: first.codePoint < 0x80 ? 'control-or-tab' : 'non-ascii',
    span: { start: first.start, end },
    message: `${describeOdd(first)} stands between terms`,
    hint: 'only a plain space separates terms: type it again',
    replacement: spaced ? '' : ' ',
  };
}
