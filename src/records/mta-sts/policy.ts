import { isIgnored, meantName } from '../fields.ts';
import { quoted } from '../octets.ts';
import type { Fault, Parsed } from '../parsed.ts';
import type { Tag } from '../tags.ts';
import { linesOf, readPolicyLine } from './lines.ts';
import { type Mode, type MxPattern, readMaxAge, readMode, readMxPattern, readVersion } from './values.ts';

export { coversHost, type Mode } from './values.ts';

/** The policy file (RFC 8461 §3.2). What is misspelt is read as it was meant, to show every fault at once. */
export interface MtaStsPolicy {
  fields: Tag[];
  /** `STSv1` is named. */
  version: boolean;
  mode?: Mode;
  /** Seconds. */
  maxAge?: number;
  mx: MxPattern[];
  /** Whether senders can use it: nothing that the policy needs is missing or wrong. */
  usable: boolean;
}

const REPEATED = 'mx';
const KNOWN = ['version', 'mode', 'max_age', REPEATED];
const ALIASES: Record<string, string> = { 'max-age': 'max_age', maxage: 'max_age' };

/** Faults that do not keep a sender from reading what it needs. */
const HARMLESS = /^(?:empty-line|bad-field-value|bad-key|indented)$/;

export function isHarmless(fault: Fault): boolean {
  return isIgnored(fault) || HARMLESS.test(fault.code);
}

export function parsePolicy(text: string): Parsed<MtaStsPolicy> {
  const value: MtaStsPolicy = { fields: [], version: false, mx: [], usable: false };
  const whole = noPolicy(text);
  if (whole !== undefined) return { text, value, faults: [whole] };
  const { lines, faults } = linesOf(text);
  for (const line of lines) {
    const { field, faults: own } = readPolicyLine(text, line, KNOWN);
    faults.push(...own);
    if (field !== undefined) value.fields.push(field);
  }
  const seen = new Set<string>();
  for (const field of value.fields) faults.push(...readField(field, value, seen));
  faults.push(...missing(text, value, seen));
  faults.sort((a, b) => a.span.start - b.span.start);
  return { text, value: { ...value, usable: faults.every(isHarmless) }, faults };
}

/** What is no policy at all has one fault, not one for each of its lines. */
function noPolicy(text: string): Fault | undefined {
  const begin = text.slice(0, 1024).trimStart();
  const span = { start: 0, end: Math.min(text.length, 60) };
  if (begin.startsWith('<'))
    return { code: 'html', span, message: 'the server sends a web page in place of the policy' };
  if (text.trim() === '') return { code: 'empty', span, message: 'the policy file is empty' };
  return undefined;
}

function readField(field: Tag, value: MtaStsPolicy, seen: Set<string>): Fault[] {
  const exact = KNOWN.includes(field.name);
  const meant = exact ? field.name : (ALIASES[field.name.toLowerCase()] ?? meantName(field.name, KNOWN));
  const name = meant ?? field.name;
  const again = name !== REPEATED && seen.has(name);
  seen.add(name);
  if (again) return [duplicate(field)];
  if (meant === undefined) return [unknown(field)];
  const own = readValue(meant, field, value);
  return exact ? own : [misspelt(field, meant), ...own];
}

function readValue(name: string, field: Tag, value: MtaStsPolicy): Fault[] {
  switch (name) {
    case 'version':
      return readVersion(field, value);
    case 'mode':
      return readMode(field, value);
    case 'max_age':
      return readMaxAge(field, value);
    default:
      return readMxPattern(field, value);
  }
}

const NEEDED: [name: string, hint: string][] = [
  ['version', 'add the line version: STSv1'],
  ['mode', 'add the line mode: testing; once the reports show no trouble, mode: enforce'],
  ['max_age', 'add the line max_age: 604800'],
  ['mx', 'add a line mx: with the name of each MX host'],
];

function missing(text: string, { mode }: MtaStsPolicy, seen: ReadonlySet<string>): Fault[] {
  const span = { start: text.length, end: text.length };
  return NEEDED.filter(([name]) => !seen.has(name) && !(name === REPEATED && mode === 'none')).map(
    ([name, hint]) => ({
      code: `missing-${slug(name)}`,
      span,
      message: `the policy names no “${name}”`,
      hint,
    }),
  );
}

function slug(name: string): string {
  return name.replace('_', '-');
}

function duplicate({ name, nameSpan, valueSpan }: Tag): Fault {
  const span = { start: nameSpan.start, end: valueSpan.end };
  const message = `“${name}” stands there again, and senders read the first line only`;
  return { code: 'duplicate-field', span, message, hint: 'keep one of them' };
}

function unknown({ name, nameSpan, valueSpan }: Tag): Fault {
  const span = { start: nameSpan.start, end: valueSpan.end };
  const message = `the key ${quoted(name)} is not known, and senders pass over it`;
  return { code: 'unknown-field', span, message, hint: 'drop the line, if nobody reads it' };
}

function misspelt({ name, nameSpan: span }: Tag, meant: string): Fault {
  const message = `“${name}” is not read as “${meant}”`;
  return { code: 'misspelt-field', span, message, hint: `write ${meant}:`, replacement: meant };
}
