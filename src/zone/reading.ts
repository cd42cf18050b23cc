import type { Name } from '../dns/name.ts';
import type { RecordType } from '../dns/types.ts';
import type { Comment } from './lexer.ts';
import type { Hidden, Include, Place, Trouble, ZoneLimits, ZoneText } from './types.ts';

/** What holds for a whole reading, included files as well: as in BIND, `$TTL` outlives the file that sets it. */
export interface Reading {
  readonly zone: ZoneText;
  readonly limits: ZoneLimits;
  readonly include: Include | undefined;
  /** RFC 2308 §4: set by `$TTL`, or by the minimum of an SOA that stands before any TTL. */
  defaultTtl: number | undefined;
  /** RFC 1035 §5.1: the last TTL stated. */
  lastTtl: number | undefined;
  octets: number;
  generated: number;
  includedFiles: number;
  /** A limit was reached: nothing more is read. */
  stopped: boolean;
}

/** What ends with its file: `$INCLUDE` never changes the origin of the including file (RFC 1035 §5.1). */
export interface FileState {
  readonly file: string;
  /** The files that include this one, the top file first. */
  readonly parents: readonly string[];
  origin: Name | undefined;
  /** The last owner stated; where it could not be read, the line of it. */
  owner: Name | { unreadable: number } | undefined;
}

const LIMITS: ZoneLimits = {
  octets: 64 * 1024 * 1024,
  records: 1_000_000,
  generated: 65_536,
  includedFiles: 1_000,
  includeDepth: 8,
  faults: 10_000,
};

export function startReading(
  origin: Name | undefined,
  include: Include | undefined,
  limits: Partial<ZoneLimits> = {},
): Reading {
  return {
    zone: { origin, records: [], unread: [], untold: [], changes: [], faults: [], notes: [], comments: [] },
    limits: { ...LIMITS, ...limits },
    include,
    defaultTtl: undefined,
    lastTtl: undefined,
    octets: 0,
    generated: 0,
    includedFiles: 0,
    stopped: false,
  };
}

export const UTF_16 = { line: 1, column: 1, message: 'the text is UTF-16', hint: 'save it as UTF-8' };

export function isUtf16(text: string): boolean {
  return /^(?:\xff\xfe|\xfe\xff)/.test(text);
}

export function addFault(reading: Reading, { file }: FileState, trouble: Trouble, hides?: Hidden): void {
  if (reading.stopped) return;
  const { line, column, message, hint } = trouble;
  const more = { ...(hint !== undefined && { hint }), ...(hides !== undefined && { hides }) };
  reading.zone.faults.push({ file, line, column, message, ...more });
  if (reading.zone.faults.length >= reading.limits.faults) {
    stop(reading, { file }, trouble, `${reading.limits.faults} faults: reading ends here`);
  }
}

/** Faults met while `read` runs keep no more than this from being read; what ends the reading hides the rest too. */
export function hidingOnly(reading: Reading, hides: Hidden, read: () => void): void {
  const { faults } = reading.zone;
  const from = faults.length;
  read();
  if (!reading.stopped) for (const fault of faults.slice(from)) fault.hides ??= hides;
}

/** What was read and may surprise. */
export function addNote(reading: Reading, { file }: { file: string }, trouble: Trouble): void {
  if (reading.zone.notes.length >= reading.limits.faults) return;
  const { line, column, message, hint } = trouble;
  reading.zone.notes.push({ file, line, column, message, ...(hint && { hint }) });
}

/**
 * A record whose answer no file can tell: its name exists, and the types that it may answer for are left open. Said in
 * a note, for what is not read must not look as if it were not there.
 */
export function leaveOpen(
  reading: Reading,
  file: FileState,
  { name, type, ttl }: { name: Name; type: string; ttl: number },
  types: readonly RecordType[],
  at: Place,
  why: string,
): void {
  const { line, column } = at;
  reading.zone.unread.push({ name, type, ttl, text: '', file: file.file, line, column });
  reading.zone.untold.push({ name, types });
  const answers = types.length > 1 ? 'answer' : 'answers';
  addNote(reading, file, {
    line,
    column,
    message: `${type} ${why}: what ${types.join(' and ')} ${answers} here is left open`,
  });
}

/** One last fault; everything that follows is left unread, and the fault says so. */
export function stop(reading: Reading, { file }: { file: string }, at: Place, message: string): void {
  if (!reading.stopped) reading.zone.faults.push({ file, line: at.line, column: at.column, message });
  reading.stopped = true;
}

export function addComment(reading: Reading, { file }: FileState, { line, text, entryLine }: Comment): void {
  reading.zone.comments.push({ file, line, text, entryLine });
}
