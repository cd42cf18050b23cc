import type { Span } from '../../records/parsed.ts';
import { meantTerm, parseSpf, selectSpf } from '../../records/spf.ts';
import { recordsOf } from '../known.ts';
import { remembered } from '../remembered.ts';
import type { SpfNode } from '../spf.ts';

/** A term that begins in one TXT string and runs into the next, where the space between two terms is missing. */
export interface TornTerm {
  span: Span;
  /** The terms that were meant. */
  text: string;
}

/** No single term is longer; hostile text must not buy work. */
const LONGEST = 1000;

/** RFC 7208 §3.3: strings are joined without a space, so that a space at the cut is easily forgotten. */
export const tornTerms = remembered(({ answer, record }: Pick<SpfNode, 'answer' | 'record'>): TornTerm[] => {
  if (record === undefined) return [];
  const { text } = record;
  const strings = recordsOf(answer).find((data) => data.strings.join('') === text)?.strings ?? [];
  return wordsAcross(text, cutsOf(strings)).flatMap(({ span, cuts }) => {
    const meant = piecesOf(text, span, cuts).join(' ');
    return isSlip(text.slice(span.start, span.end), meant) ? [{ span, text: meant }] : [];
  });
});

/** `"v=spf1" "-all"`: the text that was meant, where the missing space hides the version from every receiver. */
export function untornVersion(strings: readonly string[]): string | undefined {
  const text = strings.join('');
  const [first = '', ...more] = strings;
  if (more.length === 0 || !/^v=spf1$/i.test(first) || selectSpf([text]).length > 0) return undefined;
  const meant = `${first} ${more.join('')}`;
  return parseSpf(meant).faults.length === 0 ? meant : undefined;
}

/** Where one string ends and the next begins. */
function cutsOf(strings: readonly string[]): number[] {
  let at = 0;
  return strings.slice(0, -1).map((string) => {
    at += string.length;
    return at;
  });
}

function wordsAcross(text: string, cuts: readonly number[]): { span: Span; cuts: number[] }[] {
  const words = new Map<number, { span: Span; cuts: number[] }>();
  for (const cut of cuts) {
    if (cut === 0 || text[cut - 1] === ' ' || text[cut] === ' ') continue;
    const start = text.lastIndexOf(' ', cut) + 1;
    const space = text.indexOf(' ', cut);
    const word = words.get(start) ?? { span: { start, end: space === -1 ? text.length : space }, cuts: [] };
    word.cuts.push(cut);
    words.set(start, word);
  }
  return [...words.values()].filter(({ span }) => span.end - span.start <= LONGEST);
}

function piecesOf(text: string, { start, end }: Span, cuts: readonly number[]): string[] {
  const edges = [start, ...cuts, end];
  return edges.slice(1).map((edge, index) => text.slice(edges[index]!, edge));
}

/** Reads wrongly, or as a name that nobody has, where the pieces read well: an ordinary cut inside a term does not. */
function isSlip(written: string, meant: string): boolean {
  if (parseSpf(`v=spf1 ${meant}`).faults.length > 0) return false;
  const { value, faults } = parseSpf(`v=spf1 ${written}`);
  if (faults.length > 0) return true;
  const [term] = value.terms;
  return term !== undefined && meantTerm(term)?.replacement === meant;
}
