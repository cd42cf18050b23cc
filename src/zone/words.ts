import type { Name } from '../dns/name.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { readEntries, type Token } from './lexer.ts';
import { typeCode } from './mnemonics.ts';
import { type ReadData, readData } from './rdata.ts';
import { addFault, type FileState, type Reading } from './reading.ts';
import { addRecord } from './record.ts';
import type { Place, Trouble } from './types.ts';

/** A record set's head, its type being one that has a number. */
export interface SetHead {
  name: Name;
  /** The mnemonic, or `TYPE123`. */
  type: string;
  ttl: number;
}

/** The words of one record's data, as a master file would have them, and where the value stands. */
export interface Value {
  at: Place;
  words: readonly Token[];
  /** The words stand within the value, whose escapes may move them: a fault has the value's place. */
  within?: true;
}

/**
 * Data in presentation form that stands within another format, split into its words.
 * A `;` starts no comment there, and a line end ends nothing: both say that quotes are missing.
 */
export function wordsIn(text: string, at: Place): Value | { trouble: Trouble } {
  let comment = false;
  const [entry, second] = readEntries(text, () => {
    comment = true;
  });
  const place = { line: at.line, column: at.column };
  if (entry?.trouble) return { trouble: { ...entry.trouble, ...place } };
  if (comment || second !== undefined || /[\r\n]/.test(text)) {
    const what = comment ? 'a semicolon' : 'a line end';
    return { trouble: { ...place, message: `${what} outside quotes`, hint: 'put the text in quotes' } };
  }
  const words = (entry?.tokens ?? []).map((token) => ({
    ...token,
    line: at.line,
    column: at.column + token.column,
  }));
  return { at: place, words, within: true };
}

/** One word; `quoted` for text whose octets stand for themselves. */
export function wordAt({ line, column }: Place, text: string, quoted = false): Token {
  return { line, column, text: quoted ? text.replaceAll('\\', '\\\\') : text, quoted };
}

/** Text without a form of its own, cut into the character-strings it takes (RFC 1035 §3.3). */
export function stringsAt(at: Place, octets: string): Token[] {
  const count = Math.max(1, Math.ceil(octets.length / 255));
  return Array.from({ length: count }, (_, index) =>
    wordAt(at, octets.slice(index * 255, (index + 1) * 255), true),
  );
}

/** One record's data; `undefined` with a fault. Names in it without a final dot are relative to `origin`. */
export function dataOf(
  reading: Reading,
  file: FileState,
  type: string,
  { at, words, within }: Value,
  origin?: Name,
): ReadData | undefined {
  const fields: Fields = fieldsOf(words, origin);
  const result = readData(typeCode(type)!, type, fields);
  if (fields.trouble === undefined) return result;
  const nowhere = within || words.length === 0 ? { line: at.line, column: at.column } : {};
  addFault(reading, file, { ...fields.trouble, ...nowhere });
  return undefined;
}

/** Adds the record of a value that was read. */
export function addData(
  reading: Reading,
  file: FileState,
  { name, type, ttl }: SetHead,
  at: Place,
  data: ReadData,
): void {
  addRecord(reading, file, at, name, { ttl, code: typeCode(type)!, mnemonic: type }, data);
}

export function addValue(
  reading: Reading,
  file: FileState,
  head: SetHead,
  value: Value,
  origin?: Name,
): void {
  const data = dataOf(reading, file, head.type, value, origin);
  if (data !== undefined) addData(reading, file, head, value.at, data);
}
