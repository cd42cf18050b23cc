import {
  type Authority,
  createAuthority,
  type FileZone,
  type Name,
  type SourcedRecord,
} from '../dns/index.ts';
import { type Unread, unreadApexes, unreadIn, unreadNames, withUnread } from '../gate/unread.ts';
import { READABLE, unreadWords } from '../gate/unread-words.ts';
import type { Ignore } from '../report/suppress.ts';
import { inlineIgnores } from '../report/suppress-inline.ts';
import { readZoneSource, type ZoneRecord, type ZoneText } from '../zone/index.ts';
import { UsageError } from './usage-error.ts';
import { checkApexes, secondSoaNotes } from './zone-apexes.ts';
import { faultText, noteLines, shownPath } from './zone-faults.ts';

/** The option that names sources. A fault of what is proposed ends the run; one of what was, leaves open what it hides. */
export type ZoneOption = '--zone' | '--base';

/** What the sources of the command line hold. */
export interface GivenZones {
  authority: Authority;
  /** The names of the records that are given or taken, and of whole zones; with the data that tells what they are for. */
  records: readonly SourcedRecord[];
  names: readonly Name[];
  /** What is written there and could not be read. */
  unread: readonly Unread[];
  notes: string[];
  /** What comments in them ask to leave out; throws where one cannot be understood. */
  ignores(): Ignore[];
}

/** All zones of an option as one authority. */
export async function readGivenZones(
  option: ZoneOption,
  sources: readonly string[],
  cwd: string,
): Promise<GivenZones> {
  const texts = await readTexts(option, sources, cwd);
  const records = texts.flatMap((text) => text.records.map((record) => sourced(record, cwd)));
  const whole = texts.flatMap(wholeZones).map((zone) => shownZone(zone, cwd));
  checkApexes(option, records, whole);
  const changes = texts.flatMap((text) => text.changes);
  const unread = texts.flatMap(unreadIn).map((one) => ({ ...one, file: shownPath(one.file, cwd) }));
  const authority = createAuthority(
    records,
    whole,
    [...texts.flatMap((text) => text.unread.map(({ name }) => name)), ...unreadNames(unread)],
    texts.flatMap(({ untold }) => untold),
    changes.map((change) => ({ ...change, file: shownPath(change.file, cwd) })),
  );
  const noted = texts.flatMap(({ notes }) => notes);
  return {
    authority: withUnread(authority, unread),
    records,
    names: [...authority.zones, ...changes.map(({ name }) => name)],
    unread,
    ignores: () => ignoresOf(texts, cwd),
    notes: [...secondSoaNotes(records), ...unreadWords(unread), ...noteLines(noted, cwd)],
  };
}

async function readTexts(option: ZoneOption, sources: readonly string[], cwd: string): Promise<ZoneText[]> {
  const read = await Promise.all(sources.map((source) => readSource(option, source, cwd)));
  const ending = (option === '--zone' ? read : read.filter(isUnreadable)).flat();
  const faults = ending.flatMap((text) => text.faults);
  if (faults.length > 0)
    throw new UsageError(`${faultText(option, faults, cwd)}${option === '--base' ? `; ${READABLE}` : ''}`);
  const texts = read.flat();
  // A plan may change no record set, or leave all that it changes to a provider: that is read, and says so.
  if (isUnreadable(texts) && texts.every(({ notes }) => notes.length === 0))
    throw new UsageError(`${option} ${sources.join(', ')}: no records in it`);
  return texts;
}

/** Nothing of them is read: a file in no format that is known, or without records. */
function isUnreadable(texts: readonly ZoneText[]): boolean {
  return texts.every(({ records, changes, unread }) => records.length + changes.length + unread.length === 0);
}

function sourced({ file, line, column: _column, ...record }: ZoneRecord, cwd: string): SourcedRecord {
  return { ...record, source: { file: shownPath(file, cwd), line } } as SourcedRecord;
}

function wholeZones(text: ZoneText): FileZone[] {
  return [...(text.whole === undefined ? [] : [text.whole]), ...unreadApexes(text)];
}

function ignoresOf(texts: readonly ZoneText[], cwd: string): Ignore[] {
  const read = texts.flatMap((text) => inlineIgnores(text, (file) => shownPath(file, cwd)));
  const faults = read.filter((one) => 'message' in one);
  if (faults.length > 0)
    throw new UsageError(faults.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n'));
  return read.filter((one): one is Ignore => !('message' in one));
}

function shownZone({ apex, file }: FileZone, cwd: string): FileZone {
  return { apex, file: shownPath(file, cwd) };
}

async function readSource(option: ZoneOption, source: string, cwd: string): Promise<ZoneText[]> {
  const read = await readZoneSource(source, cwd);
  if ('problem' in read) throw new UsageError(`${option} ${source}: ${read.problem}`);
  return read.zones;
}
