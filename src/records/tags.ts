import { quoted } from './octets.ts';
import type { Fault, Span } from './parsed.ts';

/** A tag of a tag=value list (RFC 6376 §3.2), blanks around name and value left out. */
export interface Tag {
  name: string;
  value: string;
  nameSpan: Span;
  valueSpan: Span;
}

export interface TagList {
  tags: Tag[];
  faults: Fault[];
}

export interface TagOptions {
  /** What may stand around names and values: WSP for DMARC (RFC 9989 §4.8), FWS with line breaks for DKIM. */
  blanks: 'wsp' | 'fws';
}

const BLANKS = { wsp: ' \t', fws: ' \t\r\n' };
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Reads every tag that can be read; a part without “=” or with a name that is none is a fault and no tag. */
export function readTags(text: string, { blanks }: TagOptions): TagList {
  const list: TagList = { tags: [], faults: [] };
  for (let start = 0; start <= text.length; ) {
    const semicolon = text.indexOf(';', start);
    const end = semicolon === -1 ? text.length : semicolon;
    readPart(text, { start, end }, BLANKS[blanks], list);
    start = end + 1;
  }
  return list;
}

function readPart(text: string, part: Span, blanks: string, { tags, faults }: TagList): void {
  const span = trimSpan(text, part, blanks);
  if (span.start === span.end) {
    if (part.end < text.length) faults.push(emptyTag(part));
    return;
  }
  const equals = text.slice(span.start, span.end).indexOf('=');
  if (equals === -1) {
    faults.push(missingEquals(text, span));
    return;
  }
  const nameSpan = trimSpan(text, { start: span.start, end: span.start + equals }, blanks);
  const valueSpan = trimSpan(text, { start: span.start + equals + 1, end: span.end }, blanks);
  const name = text.slice(nameSpan.start, nameSpan.end);
  if (NAME.test(name))
    tags.push({ name, value: text.slice(valueSpan.start, valueSpan.end), nameSpan, valueSpan });
  else faults.push(badName(name, span));
}

/** The span without blanks at its ends. */
export function trimSpan(text: string, { start, end }: Span, blanks: string): Span {
  while (start < end && blanks.includes(text[start]!)) start++;
  while (end > start && blanks.includes(text[end - 1]!)) end--;
  return { start, end };
}

function emptyTag({ start, end }: Span): Fault {
  const span = { start, end: end + 1 };
  return { code: 'empty-tag', span, message: 'a semicolon without a tag', hint: 'drop it', replacement: '' };
}

function missingEquals(text: string, span: Span): Fault {
  const message = `${quoted(text.slice(span.start, span.end))} has no “=”`;
  return { code: 'missing-equals', span, message, hint: 'every tag is name=value' };
}

function badName(name: string, span: Span): Fault {
  const message = `${quoted(name)} is no tag name`;
  return { code: 'bad-tag-name', span, message, hint: 'a name is letters and digits, before the “=”' };
}
