import type { Name } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { addFault, addNote, type FileState, type Reading } from '../reading.ts';
import type { Place } from '../types.ts';
import type { YamlScalar } from '../yaml/node.ts';
import { isWholeNumber, kindOf } from '../yaml/scalar.ts';

/** One OctoDNS file being read. */
export interface OctoDns {
  reading: Reading;
  file: FileState;
  zone: Name;
  /** `default_ttl` of the YamlProvider. */
  defaultTtl: number;
  /** The first `;` of each way to write it: with OctoDNS's backslash, and without. */
  escaped: Place | undefined;
  unescaped: Place | undefined;
}

/** A record being read: its faults are counted, so that no record is made of what was not understood. */
export interface RecordState {
  all: OctoDns;
  /** `octodns: {lenient: true}` */
  lenient: boolean;
  wrong: boolean;
}

export function wrong(record: RecordState, at: Place, message: string, hint?: string): undefined {
  record.wrong = true;
  const { line, column } = at;
  addFault(record.all.reading, record.all.file, { line, column, message, ...(hint && { hint }) });
  return undefined;
}

/** What OctoDNS refuses unless told to be lenient, and whose meaning is clear all the same: it is read, and said. */
export function refused(record: RecordState, at: Place, message: string, hint: string): void {
  if (!record.lenient) note(record.all, at, message, hint);
}

export function note(
  { reading, file }: OctoDns,
  { line, column }: Place,
  message: string,
  hint?: string,
): void {
  addNote(reading, file, { line, column, message, ...(hint && { hint }) });
}

/** The text of a scalar, where YAML 1.1 takes it for text too. `numbers`: also a number that comes back as written. */
export function textOf(
  record: RecordState,
  scalar: YamlScalar,
  what: string,
  numbers = false,
): string | undefined {
  const kind = kindOf(scalar);
  if (kind === 'text' || (numbers && kind === 'a number' && isWholeNumber(scalar.text))) return scalar.text;
  if (kind === 'nothing') return wrong(record, scalar, `${what} is missing`);
  return wrong(
    record,
    scalar,
    `${what} ${cite(scalar.text)} is ${kind} in YAML, not text`,
    `put it in quotes: '${scalar.text}'`,
  );
}
