import type { Name } from '../dns/name.ts';
import { unescapeText } from './escapes.ts';
import type { Token } from './lexer.ts';
import { readZoneName } from './names.ts';
import { readSeconds } from './seconds.ts';
import type { Place, Trouble } from './types.ts';

/**
 * The words of an entry, read one field after the other. The first fault is kept and ends the reading: every reader
 * then returns an empty value, so that the table of record types needs no checks.
 */
export interface Fields {
  readonly tokens: readonly Token[];
  at: number;
  readonly origin: Name | undefined;
  trouble: Trouble | undefined;
}

export function fieldsOf(tokens: readonly Token[], origin: Name | undefined): Fields {
  return { tokens, at: 0, origin, trouble: undefined };
}

export function fail(fields: Fields, at: Place, message: string, hint?: string): void {
  const { line, column } = at;
  fields.trouble ??= { line, column, message, ...(hint === undefined ? {} : { hint }) };
  fields.at = fields.tokens.length;
}

/** Text of a file in a message: never more of it than a line can show. */
export function cite(text: string): string {
  return text.length > 40 ? `“${text.slice(0, 40)}…”` : `“${text}”`;
}

export function more(fields: Fields): boolean {
  return fields.at < fields.tokens.length;
}

export function peek(fields: Fields): Token | undefined {
  return fields.tokens[fields.at];
}

/** The next token, quoted or not; a fault behind the last one. */
export function token(fields: Fields, what: string): Token {
  const found = fields.tokens[fields.at++];
  if (found !== undefined) return found;
  const place = endOf(fields.tokens);
  fail(fields, place, `${what} is missing`);
  return { ...place, text: '', quoted: false };
}

/** The place behind the last token. */
function endOf(tokens: readonly Token[]): Place {
  const last = tokens.at(-1);
  if (last === undefined) return { line: 1, column: 1 };
  return { line: last.line, column: last.column + last.text.length + (last.quoted ? 2 : 0) };
}

/** The next token, which must not be quoted. */
export function word(fields: Fields, what: string): Token {
  const found = token(fields, what);
  if (found.quoted) fail(fields, found, `${what} must not be quoted`);
  return found;
}

export function integer(fields: Fields, what: string, max: number): number {
  const found = word(fields, what);
  if (fields.trouble !== undefined) return 0;
  if (!/^\d+$/.test(found.text)) fail(fields, found, `${what} is not a number: ${cite(found.text)}`);
  else if (Number(found.text) > max) fail(fields, found, `${what} is over ${max}: ${cite(found.text)}`);
  return fields.trouble === undefined ? Number(found.text) : 0;
}

/** A time span in seconds, with BIND's units or without. */
export function seconds(fields: Fields, what: string): number {
  const found = word(fields, what);
  if (fields.trouble !== undefined) return 0;
  const value = readSeconds(found.text);
  if (value === undefined || value > 0xffffffff) {
    fail(fields, found, `${what} is not a number of seconds: ${cite(found.text)}`);
    return 0;
  }
  return value;
}

export function name(fields: Fields, what: string): Name {
  const found = word(fields, what);
  return fields.trouble === undefined ? nameIn(fields, found, what) : '.';
}

export function nameIn(fields: Fields, found: Token, what: string): Name {
  const result = readZoneName(found.text, fields.origin);
  if ('name' in result) return result.name;
  fail(fields, found, `${what} ${cite(found.text)} ${result.problem}`, result.hint);
  return '.';
}

/** Text without a limit of its own, escapes undone. */
export function text(fields: Fields, what: string): string {
  const found = token(fields, what);
  const octets = unescapeText(found.text);
  if (octets === undefined) fail(fields, found, `${what} has a malformed escape: ${cite(found.text)}`);
  else if (/[^\x00-\xff]/.test(octets)) fail(fields, found, `${what} has a character that is no octet`);
  return octets ?? '';
}

/** RFC 1035 §3.3: a character-string has at most 255 octets. */
export function characterString(fields: Fields, what: string): string {
  const found = peek(fields);
  const octets = text(fields, what);
  if (found === undefined || octets.length <= 255) return octets;
  fail(
    fields,
    found,
    `a string has ${octets.length} octets, at most 255 fit`,
    'split it into several quoted strings; receivers join them without a space',
  );
  return '';
}

/** One or more character-strings, up to the end. */
export function characterStrings(fields: Fields, what: string): string[] {
  const strings = [characterString(fields, what)];
  while (more(fields)) strings.push(characterString(fields, what));
  return strings;
}

/** All that is left, blanks taken out, where every word matches. */
function rest(fields: Fields, what: string, pattern: RegExp, form: string): string {
  const parts: string[] = [];
  do {
    const found = word(fields, what);
    if (fields.trouble === undefined && !pattern.test(found.text)) {
      fail(fields, found, `${what} is not ${form}: ${cite(found.text)}`);
    }
    parts.push(found.text);
  } while (more(fields));
  return fields.trouble === undefined ? parts.join('') : '';
}

/** Hexadecimal text up to the end, in lower case. */
export function hex(fields: Fields, what: string): string {
  const first = peek(fields);
  const digits = rest(fields, what, /^[0-9A-Fa-f]+$/, 'hexadecimal').toLowerCase();
  if (first !== undefined && digits.length % 2 !== 0) {
    fail(fields, first, `${what} has an odd number of hexadecimal digits`);
  }
  return digits;
}

/** Base64 text up to the end, in canonical form. */
export function base64(fields: Fields, what: string): string {
  const first = peek(fields);
  const written = rest(fields, what, /^[A-Za-z0-9+/=]+$/, 'base64');
  if (first === undefined || fields.trouble !== undefined) return '';
  const canonical = canonicalBase64(written);
  if (canonical === undefined) fail(fields, first, `${what} is not whole base64`);
  return canonical ?? '';
}

export function canonicalBase64(written: string): string | undefined {
  // Buffer skips what is no base64, so only the way back shows that nothing was lost.
  const again = Buffer.from(written, 'base64').toString('base64');
  return again === written && written !== '' ? written : undefined;
}
