import { nearest } from './edit-distance.ts';
import { describeOdd, firstOdd, quoted } from './octets.ts';
import type { Fault, Span } from './parsed.ts';
import { type Tag, trimSpan } from './tags.ts';

/**
 * The records of MTA-STS (RFC 8461 §3.1) and TLS-RPT (RFC 8460 §3) have one grammar: a version, then name=value
 * fields, with blanks around semicolons only. Of a field that stands twice the first counts; unknown ones are ignored.
 */
export interface FieldRecord {
  fields: Tag[];
  faults: Fault[];
  /** The field of each known name that senders read. */
  known: Map<string, Tag>;
}

export interface Grammar {
  /** `v=STSv1`, as it has to be written. */
  version: string;
  /** Names of this protocol; their values have a grammar of their own. */
  known: readonly string[];
}

const BLANKS = ' \t';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;
const VALUE = /^[\x21-\x3a\x3c\x3e-\x7e]+$/;

/** What senders pass over by rule (RFC 8461 §3.2, RFC 8460 §3): the record stays valid. */
export function isIgnored({ code }: Pick<Fault, 'code'>): boolean {
  return code === 'duplicate-field' || code === 'unknown-field';
}

/** The version and a semicolon; blanks between them are in the grammar, though not in the rule for several records. */
export function beginsWith(text: string, { version }: Grammar): boolean {
  return text.startsWith(version) && /^[ \t]*;/.test(text.slice(version.length, version.length + 64));
}

/** RFC 8461 §3.1, RFC 8460 §3: texts that do not begin with the version and its semicolon are discarded. */
export function selectRecords(texts: readonly string[], grammar: Grammar): string[] {
  const exact = texts.filter((text) => text.startsWith(`${grammar.version};`));
  return exact.length > 0 ? exact : texts.filter((text) => beginsWith(text, grammar));
}

export function readFieldRecord(text: string, grammar: Grammar): FieldRecord {
  const record: FieldRecord = { fields: [], faults: [], known: new Map() };
  const first = text.indexOf(';');
  const end = first === -1 ? text.length : first;
  record.faults.push(...versionFaults(text, end, grammar));
  for (let start = end + 1; start <= text.length; ) {
    const semicolon = text.indexOf(';', start);
    const part = { start, end: semicolon === -1 ? text.length : semicolon };
    readPart(text, part, grammar, record);
    start = part.end + 1;
  }
  sortOut(record, grammar);
  record.faults.sort((a, b) => a.span.start - b.span.start);
  return record;
}

function versionFaults(text: string, end: number, grammar: Grammar): Fault[] {
  const { version } = grammar;
  if (!beginsWith(text, grammar)) {
    const message = `the record begins with ${quoted(text.slice(0, end))}`;
    const hint = `the record begins with “${version};”, capitals included`;
    return [{ code: 'bad-version', span: { start: 0, end }, message, hint }];
  }
  if (end === version.length) return [];
  const message = 'a blank stands before the first semicolon, and some senders then pass over the record';
  const span = { start: version.length, end };
  return [{ code: 'blank-before-semicolon', span, message, hint: 'drop it', replacement: '' }];
}

function readPart(text: string, part: Span, grammar: Grammar, { fields, faults }: FieldRecord): void {
  const span = trimSpan(text, part, BLANKS);
  if (span.start === span.end) {
    if (part.end < text.length) faults.push(emptyField(part));
    return;
  }
  const equals = text.slice(span.start, span.end).indexOf('=');
  if (equals === -1) {
    faults.push(missingEquals(text, span, grammar));
    return;
  }
  const sign = span.start + equals;
  const nameSpan = trimSpan(text, { start: span.start, end: sign }, BLANKS);
  const valueSpan = trimSpan(text, { start: sign + 1, end: span.end }, BLANKS);
  const name = text.slice(nameSpan.start, nameSpan.end);
  if (!NAME.test(name)) {
    faults.push(badName(name, span));
    return;
  }
  if (nameSpan.end < sign || valueSpan.start > sign + 1)
    faults.push(blankAtEquals({ start: nameSpan.end, end: valueSpan.start }));
  fields.push({ name, value: text.slice(valueSpan.start, valueSpan.end), nameSpan, valueSpan });
}

/** Which field counts, which is passed over, and what is wrong with those that are nobody's. */
function sortOut({ fields, faults, known }: FieldRecord, grammar: Grammar): void {
  const names = new Set(fields.map(({ name }) => name));
  const seen = new Set<string>();
  for (const field of fields) {
    const meant = grammar.known.includes(field.name) ? field.name : meantName(field.name, grammar.known);
    if (seen.has(field.name)) faults.push(duplicate(field));
    else if (meant === field.name) known.set(meant, field);
    else if (meant !== undefined && !names.has(meant)) faults.push(misspelt(field, meant));
    else faults.push(foreign(field));
    seen.add(field.name);
  }
}

/** `ID`, `ru`, `rau`: names have a case here, unlike the tags of DMARC. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  return (
    known.find((one) => one === lower) ??
    nearest(
      lower,
      known.filter(({ length }) => length > 2),
      1,
    )
  );
}

function foreign(field: Tag): Fault {
  const { name, value, nameSpan, valueSpan } = field;
  if (!VALUE.test(value)) return badValue(field);
  const span = { start: nameSpan.start, end: valueSpan.end };
  const message = `the field “${name}” is not known, and senders pass over it`;
  return { code: 'unknown-field', span, message, hint: 'drop it, if nobody reads it' };
}

function badValue({ name, value, valueSpan }: Tag): Fault {
  const odd = firstOdd(value);
  const what =
    value === ''
      ? 'is empty'
      : odd
        ? `holds ${describeOdd(odd)}`
        : `is ${quoted(value)}, with a blank or “=”`;
  const message = `the value of “${name}” ${what}`;
  return {
    code: 'bad-field-value',
    span: valueSpan,
    message,
    hint: 'drop the field, or write a value without blanks',
  };
}

function misspelt({ name, nameSpan: span }: Tag, meant: string): Fault {
  const message = `“${name}” is not read as “${meant}”`;
  return { code: 'misspelt-field', span, message, hint: `write ${meant}=`, replacement: meant };
}

function duplicate({ name, nameSpan, valueSpan }: Tag): Fault {
  const span = { start: nameSpan.start, end: valueSpan.end };
  const message = `the field “${name}” stands there again, and senders read the first one only`;
  return { code: 'duplicate-field', span, message, hint: 'keep one of them' };
}

function emptyField({ start, end }: Span): Fault {
  const span = { start, end: end + 1 };
  return {
    code: 'empty-field',
    span,
    message: 'a semicolon without a field',
    hint: 'drop it',
    replacement: '',
  };
}

function missingEquals(text: string, span: Span, { known }: Grammar): Fault {
  const part = text.slice(span.start, span.end);
  const message = `${quoted(part)} has no “=”`;
  const fault = { code: 'missing-equals', span, message, hint: 'every field is name=value' };
  const [head = '', name = ''] = /^([A-Za-z]{1,8})[ \t]*[: \t][ \t]*/.exec(part) ?? [];
  if (!known.includes(name) || head.length === part.length) return fault;
  const sign = { start: span.start + name.length, end: span.start + head.length };
  return { ...fault, span: sign, hint: `write ${name}=`, replacement: '=' };
}

function blankAtEquals(span: Span): Fault {
  const message = 'a blank stands beside the “=”';
  return { code: 'blank-at-equals', span, message, hint: 'drop it', replacement: '=' };
}

function badName(name: string, span: Span): Fault {
  const message = `${quoted(name)} is no field name`;
  const hint = 'a name is at most 32 letters, digits, “_”, “-” and “.”';
  return { code: 'bad-field-name', span, message, hint };
}
