import path from 'node:path';
import {
  type Authority,
  createAuthority,
  type FileZone,
  type Name,
  nameKey,
  type SourcedRecord,
} from '../dns/index.ts';
import type { Ignore } from '../report/suppress.ts';
import { inlineIgnores } from '../report/suppress-inline.ts';
import { readZoneSource, type ZoneFault, type ZoneText } from '../zone/index.ts';
import { UsageError } from './usage-error.ts';

const MOST_FAULTS = 10;

/** What the sources of the command line hold. */
export interface GivenZones {
  authority: Authority;
  /** The names of the records that are given or taken, and of whole zones; with the data that tells what they are for. */
  records: readonly SourcedRecord[];
  names: readonly Name[];
  notes: string[];
  /** What comments in them ask to leave out; throws where one cannot be understood. */
  ignores(): Ignore[];
}

/** All zones of the command line as one authority; any fault ends the run, for a record that is not read is not judged. */
export async function readGivenZones(sources: readonly string[], cwd: string): Promise<GivenZones> {
  const texts = (await Promise.all(sources.map((source) => readSource(source, cwd)))).flat();
  const faults = texts.flatMap((text) => text.faults);
  if (faults.length > 0) throw new UsageError(faultText(faults, cwd));
  const records = texts.flatMap((text) =>
    text.records.map(
      ({ file, line, column: _column, ...record }) =>
        ({ ...record, source: { file: shownPath(file, cwd), line } }) as SourcedRecord,
    ),
  );
  const changes = texts.flatMap((text) => text.changes);
  // A plan may change no record set, or leave all that it changes to a provider: that is read, and says so.
  const isNothing = texts.every(({ unread, notes }) => unread.length + notes.length === 0);
  if (records.length + changes.length === 0 && isNothing)
    throw new UsageError(`${sources.join(', ')}: no records in it`);
  const whole = texts.flatMap((text) => (text.whole === undefined ? [] : [shownZone(text.whole, cwd)]));
  checkApexes(records, whole);
  const authority = createAuthority(
    records,
    whole,
    texts.flatMap(({ unread }) => unread.map(({ name }) => name)),
    texts.flatMap(({ untold }) => untold),
    changes.map((change) => ({ ...change, file: shownPath(change.file, cwd) })),
  );
  return {
    authority,
    records,
    names: [...authority.zones, ...changes.map(({ name }) => name)],
    ignores: () => ignoresOf(texts, cwd),
    notes: noteLines(
      texts.flatMap(({ notes }) => notes),
      cwd,
    ),
  };
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

function checkApexes(records: readonly SourcedRecord[], whole: readonly FileZone[]): void {
  const apexes = records.filter(({ type }) => type === 'SOA');
  const twice = apexes.find(
    ({ name }, index) => apexes.findIndex((other) => nameKey(other.name) === nameKey(name)) !== index,
  );
  if (twice !== undefined) throw new UsageError(`--zone: two SOA records for ${twice.name}; a zone has one`);
  const claims = [
    ...apexes.map(({ name, source }) => ({ apex: name, file: 'file' in source ? source.file : '' })),
    ...whole,
  ];
  for (const { apex, file } of whole) {
    const other = claims.find((claim) => nameKey(claim.apex) === nameKey(apex) && claim.file !== file);
    if (other !== undefined)
      throw new UsageError(`--zone: ${other.file} and ${file} are both the whole zone ${apex}; give one`);
  }
}

async function readSource(source: string, cwd: string): Promise<ZoneText[]> {
  const read = await readZoneSource(source, cwd);
  if ('problem' in read) throw new UsageError(`--zone ${source}: ${read.problem}`);
  return read.zones;
}

function faultText(faults: readonly ZoneFault[], cwd: string): string {
  const lines = faults.slice(0, MOST_FAULTS).map((fault) => faultLine(fault, cwd));
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  return [...lines, ...more].join('\n');
}

function faultLine({ file, line, column, message, hint }: ZoneFault, cwd: string): string {
  const place = `${shownPath(file, cwd)}:${line}:${column}`;
  return `${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

const MOST_LINES = 8;

/** What is said of many lines of a file is said once. */
function noteLines(notes: readonly ZoneFault[], cwd: string): string[] {
  const groups = new Map<string, ZoneFault[]>();
  for (const note of notes) {
    const key = `${note.file}\n${note.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  const lines = [...groups.values()].slice(0, MOST_FAULTS).map((group) => noteLine(group, cwd));
  return groups.size > MOST_FAULTS ? [...lines, `and ${groups.size - MOST_FAULTS} more remarks`] : lines;
}

function noteLine([first, ...others]: readonly ZoneFault[], cwd: string): string {
  const lines = others.slice(0, MOST_LINES).map(({ line }) => line);
  const more = others.length > MOST_LINES ? ` and ${others.length - MOST_LINES} more` : '';
  const also = `; also in line${lines.length > 1 ? 's' : ''} ${lines.join(', ')}${more}`;
  return `${faultLine(first!, cwd)}${lines.length > 0 ? also : ''}`;
}

/** As the user would write it: from here, or whole where it lies elsewhere; of a revision as git has it. */
function shownPath(file: string, cwd: string): string {
  if (!path.isAbsolute(file)) return file;
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
