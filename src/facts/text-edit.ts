import type { AnswerTo, Name } from '../dns/index.ts';
import type { Fault, Span } from '../records/parsed.ts';
import type { Tag } from '../records/tags.ts';
import { printData } from '../zone/index.ts';
import { recordsOf } from './known.ts';

/** Records written anew, and the zone data that publishes them. */

/** Another text in place of some octets of a record. */
export interface Edit {
  span: Span;
  text: string;
}

/** The text with its edits made; of two that overlap the later one holds. Linear: a hostile record has thousands. */
export function spliced(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let limit = text.length;
  for (const { span, text: replacement } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    if (span.end > limit) continue;
    parts.push(text.slice(span.end, limit), replacement);
    limit = span.start;
  }
  return [...parts, text.slice(0, limit)].reverse().join('');
}

/** Drops a tag that is not the first one, and the semicolon before it. */
export function dropTag(tags: readonly Tag[], tag: Tag): Edit {
  const before = tags.filter(({ nameSpan }) => nameSpan.start < tag.nameSpan.start).at(-1);
  return { span: { start: before?.valueSpan.end ?? 0, end: tag.valueSpan.end }, text: '' };
}

/** Tells faults of one record apart by what they are about, so that text put in before them makes no new finding. */
export function faultKey(text: string, { code, span }: Pick<Fault, 'code' | 'span'>): string {
  return `${code} ${text.slice(span.start, span.end)}`;
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
