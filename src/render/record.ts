import type { Finding } from '../report/schema/report.ts';
import { display, displayCut, displayedOffset } from './sink.ts';

/** A record longer than this is shown around the octets at fault only. */
const MOST = 2000;

interface Mark {
  start: number;
  end: number;
  /** Drawn under the start; carets where there is none. */
  label?: string;
}

/** The record, and under it marks for the octets at fault, broken into lines of the given width together. */
export function recordLines(finding: Finding, width: number | undefined): string[] {
  const { record } = finding;
  if (record === null) return [];
  if (record.length > MOST) return excerpt(finding);
  const text = display(record);
  const marks = marksOf(finding).map((mark) => ({
    ...mark,
    start: displayedOffset(record, mark.start),
    end: displayedOffset(record, mark.end),
  }));
  return brokenAt(text, width).flatMap(({ start, line }) => {
    const under = underline(marks, start, start + line.length);
    return under === '' ? [line] : [line, under];
  });
}

function excerpt({ record, span }: Finding): string[] {
  const start = Math.max(0, (span?.start ?? 0) - 40);
  return [`${start === 0 ? '' : '…'}${displayCut(record!.slice(start), 120)}`];
}

interface NumberedTerm {
  span: { start: number; end: number };
  upTo: number;
  over: boolean;
}

/** Numbers under the terms of an SPF record where the finding counts them; else carets under its span. */
function marksOf({ span, data }: Finding): Mark[] {
  const terms = data['terms'];
  if (Array.isArray(terms) && terms.every(isNumbered)) {
    const costly = terms.filter(({ upTo }, index) => upTo > (terms[index - 1]?.upTo ?? 0));
    return costly.map(({ span: place, upTo, over }) => ({ ...place, label: `${upTo}${over ? '^' : ''}` }));
  }
  return span === null ? [] : [{ ...span, end: Math.max(span.end, span.start + 1) }];
}

function isNumbered(term: unknown): term is NumberedTerm {
  return typeof term === 'object' && term !== null && 'upTo' in term && 'span' in term;
}

function underline(marks: Mark[], start: number, end: number): string {
  let line = '';
  for (const mark of marks) {
    const from = Math.max(mark.start, start);
    const to = Math.min(mark.end, end);
    if (
      from >= to &&
      !(mark.start === mark.end && from === to) &&
      !(mark.start >= start && mark.start === end)
    )
      continue;
    // A mark stands once, on the line that its span begins on: a page of carets points at nothing.
    if (mark.start < start) continue;
    const text = mark.label ?? '^'.repeat(Math.max(1, to - from));
    line = `${line.padEnd(from - start)}${line.length > from - start ? ' ' : ''}${text}`;
  }
  return line;
}

/** Lines broken behind blanks where they can be; joined they give the text again. */
function brokenAt(text: string, width: number | undefined): { start: number; line: string }[] {
  if (width === undefined) return [{ start: 0, line: text }];
  const lines = [];
  for (let start = 0; start < text.length || start === 0; ) {
    const room = text.slice(start, start + width);
    const blank = room.lastIndexOf(' ');
    const length = start + room.length >= text.length || blank <= 0 ? room.length : blank + 1;
    lines.push({ start, line: text.slice(start, start + length) });
    start += Math.max(1, length);
  }
  return lines;
}
