import type { AnswerTo, Name } from '../dns/index.ts';
import type { Span } from '../records/parsed.ts';
import { parseSpf } from '../records/spf.ts';
import { printData } from '../zone/index.ts';
import { recordsOf } from './known.ts';
import type { SpfNode } from './spf.ts';
import { tornTerms } from './spf-boundary.ts';

/** SPF records written anew, and the zone data that publishes them. */

export interface Edit {
  span: Span;
  text: string;
}

export interface TextChange {
  op: 'replace' | 'delete';
  name: Name;
  type: 'TXT';
  from: string;
  to?: string;
}

/** RFC 1035 §3.3: a character-string holds 255 octets. */
const MAX_STRING = 255;

/** TXT data of a text of any length; the strings are joined without a space (RFC 7208 §3.3). */
export function textData(text: string): string {
  const count = Math.max(1, Math.ceil(text.length / MAX_STRING));
  const strings = Array.from({ length: count }, (_, index) =>
    text.slice(index * MAX_STRING, (index + 1) * MAX_STRING),
  );
  return printData('TXT', { strings });
}

/** Replaces one text of a TXT set, or deletes it; nothing where the set stands elsewhere: at an alias, at a wildcard. */
export function textChange(
  answer: AnswerTo<'TXT'>,
  from: string,
  to: string | undefined,
): TextChange[] | undefined {
  const data = recordsOf(answer).find(({ strings }) => strings.join('') === from);
  if (data === undefined || answer.chain.length > 0 || answer.wildcard || from === to) return undefined;
  const subject = { name: answer.name, type: 'TXT' as const, from: printData('TXT', data) };
  return [to === undefined ? { op: 'delete', ...subject } : { op: 'replace', ...subject, to: textData(to) }];
}

/** The text with every edit made that overlaps no later one; runs of spaces, which mean nothing, become one. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  let limit = text.length;
  for (const { span, text: replacement } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    if (span.end > limit) continue;
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
    limit = span.start;
  }
  return result
    .split(' ')
    .filter((word) => word !== '')
    .join(' ');
}

/** The record with every mistake of its grammar put right, where it is known how. */
export function correctedText(node: SpfNode): string | undefined {
  const { record } = node;
  if (record === undefined) return undefined;
  const torn = tornTerms(node);
  const others = record.faults.filter(({ span }) => !torn.some((term) => overlap(term.span, span)));
  const edits = others.flatMap(({ span, replacement: text }) => (text === undefined ? [] : [{ span, text }]));
  if (edits.length < others.length) return undefined;
  return faultless(edited(record.text, [...edits, ...torn]));
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The text itself where it is an SPF record without a fault. */
export function faultless(text: string): string | undefined {
  return parseSpf(text).faults.length === 0 ? text : undefined;
}

/** The audited domain's record without some of its terms; terms written twice go twice. */
export function withoutTerms(root: SpfNode, texts: readonly string[]): TextChange[] | undefined {
  if (root.record === undefined) return undefined;
  const dropped = new Set(texts.map((text) => text.toLowerCase()));
  const kept = root.record.value.terms.filter(({ text }) => !dropped.has(text.toLowerCase()));
  const words = [root.record.text.slice(0, 'v=spf1'.length), ...kept.map(({ text }) => text)];
  return textChange(root.answer, root.record.text, words.join(' '));
}
