import type { Fault, Span } from '../records/parsed.ts';
import type { Tag } from '../records/tags.ts';

/** Another text in place of some octets of a record. */
export interface Edit {
  span: Span;
  text: string;
}

/** The text with its edits made; of two that overlap the later one holds. */
export function spliced(text: string, edits: readonly Edit[]): string {
  let result = text;
  let limit = text.length;
  for (const { span, text: replacement } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    if (span.end > limit) continue;
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
    limit = span.start;
  }
  return result;
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
