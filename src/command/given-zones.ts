import {
  type Authority,
  createAuthority,
  type FileZone,
  type Name,
  type SourcedRecord,
  sameName,
} from '../dns/index.ts';
import {
  READABLE,
  type Unread,
  unreadApexes,
  unreadIn,
  unreadNames,
  unreadWords,
  withUnread,
} from '../gate/unread.ts';
import type { Ignore } from '../report/suppress.ts';
import { inlineIgnores } from '../report/suppress-inline.ts';
import { readZoneSource, type ZoneRecord, type ZoneText } from '../zone/index.ts';
import { UsageError } from './usage-error.ts';
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
  const read = await Promise.all(sources.map((source) => readSource(option, source, cwd)));
  const ending = (option === '--zone' ? read : read.filter(isUnreadable))
    .flat()
    .flatMap((text) => text.faults);
  if (ending.length > 0)
    throw new UsageError(`${faultText(option, ending, cwd)}${option === '--base' ? `; ${READABLE}` : ''}`);
  const texts = read.flat();
  const records = texts.flatMap((text) => text.records.map((record) => sourced(record, cwd)));
  const changes = texts.flatMap((text) => text.changes);
  // A plan may change no record set, or leave all that it changes to a provider: that is read, and says so.
  const isNothing = texts.every(({ unread, notes }) => unread.length + notes.length === 0);
  if (records.length + changes.length === 0 && isNothing)
    throw new UsageError(`${option} ${sources.join(', ')}: no records in it`);
  const whole = texts.flatMap(wholeZones).map((zone) => shownZone(zone, cwd));
  checkApexes(option, records, whole);
  const unread = texts.flatMap(unreadIn).map((one) => ({ ...one, file: shownPath(one.file, cwd) }));
  const authority = createAuthority(
    records,
    whole,
    [...texts.flatMap((text) => text.unread.map(({ name }) => name)), ...unreadNames(unread)],
    texts.flatMap(({ untold }) => untold),
    changes.map((change) => ({ ...change, file: shownPath(change.file, cwd) })),
  );
  return {
    authority: withUnread(authority, unread),
    records,
    names: [...authority.zones, ...changes.map(({ name }) => name)],
    unread,
    ignores: () => ignoresOf(texts, cwd),
    notes: [
      ...secondSoas(apexesOf(records)).map(secondSoa),
      ...unreadWords(unread),
      ...noteLines(
        texts.flatMap(({ notes }) => notes),
        cwd,
      ),
    ],
  };
}

/** Nothing of a source is read: a file that is not there, or in no format that is known. */
function isUnreadable(texts: readonly ZoneText[]): boolean {
  return texts.every(({ records, changes, unread }) => records.length + changes.length + unread.length === 0);
}

function sourced({ file, line, column: _column, ...record }: ZoneRecord, cwd: string): SourcedRecord {
  return { ...record, source: { file: shownPath(file, cwd), line } } as SourcedRecord;
}

function wholeZones({ whole, faults }: ZoneText): FileZone[] {
  const unread = unreadApexes(faults);
  return [...(whole === undefined ? [] : [whole]), ...unread];
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

function checkApexes(
  option: ZoneOption,
  records: readonly SourcedRecord[],
  whole: readonly FileZone[],
): void {
  const apexes = apexesOf(records);
  // What was published with two is compared; of two files only the user can choose.
  const twice = secondSoas(apexes).find(
    ({ apex, file }) =>
      option === '--zone' || apexes.some((one) => sameName(one.apex, apex) && one.file !== file),
  );
  if (twice !== undefined) throw new UsageError(`${option}: ${secondSoa(twice)}`);
  const claims = [...apexes, ...whole];
  for (const { apex, file } of whole) {
    const other = claims.find((claim) => sameName(claim.apex, apex) && claim.file !== file);
    if (other !== undefined)
      throw new UsageError(`${option}: ${other.file} and ${file} are both the whole zone ${apex}; give one`);
  }
}

function apexesOf(records: readonly SourcedRecord[]): Apex[] {
  return records.flatMap(({ type, name, source }) =>
    type === 'SOA' && 'file' in source ? [{ apex: name, file: source.file, line: source.line }] : [],
  );
}

type Apex = FileZone & { line: number };

function secondSoas(apexes: readonly Apex[]): Apex[] {
  return apexes.filter(({ apex }, index) => apexes.findIndex((other) => sameName(other.apex, apex)) < index);
}

function secondSoa({ apex, file, line }: Apex): string {
  return `${file}:${line}: a second SOA record of ${apex}; a zone has one`;
}

async function readSource(option: ZoneOption, source: string, cwd: string): Promise<ZoneText[]> {
  const read = await readZoneSource(source, cwd);
  if ('problem' in read) throw new UsageError(`${option} ${source}: ${read.problem}`);
  return read.zones;
}
