import { describeOdd, firstOdd, quoted, unicodeText } from '../octets.ts';
import type { Fault, Span } from '../parsed.ts';
import { type Tag, trimSpan } from '../tags.ts';

const BLANKS = ' \t';
const BOM = '\xef\xbb\xbf';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/** RFC 8461 §3.2 sts-policy-term: LF or CRLF ends a line; a carriage return alone does not. */
export function linesOf(text: string): { lines: Span[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const lines: Span[] = [];
  let start = 0;
  if (text.startsWith(BOM)) {
    start = BOM.length;
    faults.push(byteOrderMark());
  }
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
    if (index < start) continue;
    if (end === '\r' && !faults.some(({ code }) => code === 'bare-cr')) faults.push(bareReturn(index));
    lines.push({ start, end: index });
    start = index + end.length;
  }
  if (start < text.length) lines.push({ start, end: text.length });
  return { lines, faults };
}

function byteOrderMark(): Fault {
  const message = 'the file begins with a byte order mark (U+FEFF), so senders do not find “version”';
  const span = { start: 0, end: BOM.length };
  return {
    code: 'byte-order-mark',
    span,
    message,
    hint: 'save the file as UTF-8 without BOM',
    replacement: '',
  };
}

function bareReturn(index: number): Fault {
  const message = 'a line ends in a carriage return without a line feed';
  const span = { start: index, end: index + 1 };
  return { code: 'bare-cr', span, message, hint: 'end lines with CR LF or LF', replacement: '\r\n' };
}

/** One line as a field; one that has a colon missing is read as it was meant. */
export function readPolicyLine(
  text: string,
  line: Span,
  known: readonly string[],
): { field?: Tag; faults: Fault[] } {
  const span = trimSpan(text, line, BLANKS);
  if (span.start === span.end) return { faults: [emptyLine(line)] };
  const faults = span.start > line.start ? [indented({ start: line.start, end: span.start })] : [];
  const content = text.slice(span.start, span.end);
  const colon = content.indexOf(':');
  if (colon === -1) return withoutColon(content, span, known, faults);
  const nameSpan = trimSpan(text, { start: span.start, end: span.start + colon }, BLANKS);
  const valueSpan = trimSpan(text, { start: span.start + colon + 1, end: span.end }, BLANKS);
  const name = text.slice(nameSpan.start, nameSpan.end);
  if (!NAME.test(name)) return { faults: [...faults, badKey(name, span)] };
  if (nameSpan.end < span.start + colon)
    faults.push(blankBeforeColon({ start: nameSpan.end, end: span.start + colon }));
  const field = { name, value: text.slice(valueSpan.start, valueSpan.end), nameSpan, valueSpan };
  return { field, faults: known.includes(name.toLowerCase()) ? faults : [...faults, ...badValue(field)] };
}

/** `mode=enforce`, `mode enforce`. */
function withoutColon(content: string, span: Span, known: readonly string[], faults: Fault[]) {
  const [head, name = ''] = /^([A-Za-z_]{1,12})[ \t]*[= \t][ \t]*/.exec(content) ?? [];
  const message = `${quoted(content)} has no colon`;
  const hint = 'every line is a key, a colon and a value';
  const fault = { code: 'missing-colon', span, message, hint };
  if (head === undefined || !known.includes(name.toLowerCase())) return { faults: [...faults, fault] };
  const nameSpan = { start: span.start, end: span.start + name.length };
  const valueSpan = { start: span.start + head.length, end: span.end };
  const sign = { start: nameSpan.end, end: valueSpan.start };
  const field = { name, value: content.slice(head.length), nameSpan, valueSpan };
  return { field, faults: [...faults, { ...fault, span: sign, hint: `write ${name}: `, replacement: ': ' }] };
}

/** RFC 8461 §3.2 sts-policy-ext-value: UTF-8 without control characters. */
function badValue({ name, value, valueSpan: span }: Tag): Fault[] {
  const isText = value !== '' && !/[\0-\x1f\x7f]/.test(value) && unicodeText(value) !== undefined;
  if (isText) return [];
  const odd = firstOdd(value);
  const message = `the value of “${name}” ${odd === undefined ? 'is empty' : `holds ${describeOdd(odd)}`}`;
  return [{ code: 'bad-field-value', span, message, hint: 'drop the line, or give it a value' }];
}

function emptyLine(span: Span): Fault {
  return { code: 'empty-line', span, message: 'an empty line', hint: 'drop it', replacement: '' };
}

function indented(span: Span): Fault {
  return {
    code: 'indented',
    span,
    message: 'the line begins with a blank',
    hint: 'drop it',
    replacement: '',
  };
}

function blankBeforeColon(span: Span): Fault {
  const message = 'a blank stands before the colon';
  return { code: 'blank-before-colon', span, message, hint: 'drop it', replacement: '' };
}

function badKey(name: string, span: Span): Fault {
  const odd = firstOdd(name);
  const message = `${quoted(name)} is no key${odd === undefined ? '' : `: it holds ${describeOdd(odd)}`}`;
  return { code: 'bad-key', span, message, hint: 'keys are version, mode, mx and max_age' };
}
