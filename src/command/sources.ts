import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type AnyAnswer,
  type Authority,
  type ClientOptions,
  cached,
  createAuthority,
  createClient,
  type FileZone,
  type Name,
  nameKey,
  type OpenResolver,
  offline,
  overlaid,
  parseServer,
  type Recording,
  type RecordType,
  type Resolver,
  type ResolverTraits,
  readName,
  recorded,
  replayed,
  type Server,
  type SourcedRecord,
  serverLabel,
  systemServers,
} from '../dns/index.ts';
import { readZoneFile, readZoneFolder, type ZoneFault, type ZoneText } from '../zone/index.ts';
import type { AuditCommandOptions } from './options.ts';
import { readRecording } from './recording-file.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Whom a run asks. */
export interface Sources {
  resolver: Resolver;
  servers: string[];
  /** By which dates are judged: a replay's is that of its recording. */
  now: Date;
  /** Packets sent so far. */
  queries(): number;
  /** What was found out about the servers. */
  traits(): ResolverTraits[];
  /** What `--record` keeps. */
  answers(): AnyAnswer[];
  /** What was read of the zone files and may surprise. */
  notes: string[];
  /** Without network: whether the given records say anything about a domain. */
  covers(domain: Name): boolean;
  /** Ends what is still being asked: it has failed then. */
  close(): Promise<void>;
}

type SourceOptions = Pick<AuditCommandOptions, 'server' | 'ca' | 'zone' | 'offline' | 'record' | 'replay'>;

/** `many`: whether more than one domain will be asked for. */
export async function openSources(
  options: SourceOptions,
  many: boolean,
  { cwd }: Pick<Streams, 'cwd'>,
): Promise<Sources> {
  if (options.offline && options.zone.length === 0 && options.replay === undefined) {
    throw new UsageError('--offline asks nobody: give the records to read with --zone FILE');
  }
  const servers = options.offline || options.replay !== undefined ? [] : await serversOf(options, cwd);
  const recording =
    options.replay === undefined ? undefined : await readRecording(path.resolve(cwd, options.replay));
  const live = liveResolver(options, { servers, bulk: many }, recording);
  // Answers are kept only for --record: a long run needs no memory for them.
  const kept = options.record === undefined ? { resolver: live, answers: () => [] } : recorded(live);
  const given = options.zone.length === 0 ? undefined : await readZones(options.zone, cwd);
  const authority = given?.authority;
  const below = cached(kept.resolver);
  const resolver = authority ? overlaid(authority, below) : below;
  return {
    resolver,
    servers: options.replay === undefined ? servers.map(serverLabel) : [`the recording ${options.replay}`],
    now: recording === undefined ? new Date() : new Date(recording.now),
    queries: () => live.packets(),
    traits: () => live.traits(),
    answers: kept.answers,
    notes: given?.notes ?? [],
    covers: (domain) => !options.offline || authority === undefined || speaksFor(authority, domain),
    close: () => live.close(),
  };
}

function liveResolver(
  { offline: none }: SourceOptions,
  asked: Pick<ClientOptions, 'servers' | 'bulk'>,
  recording: Recording | undefined,
): OpenResolver {
  if (!none && recording === undefined) return createClient(asked);
  const resolver = recording === undefined ? offline : replayed(recording);
  return { ...resolver, packets: () => 0, traits: () => [], close: async () => {} };
}

async function serversOf({ server: texts, ca }: SourceOptions, cwd: string): Promise<Server[]> {
  const authorities = ca === undefined ? undefined : [await readAuthorities(ca, cwd)];
  if (texts.length === 0) return systemServers();
  return texts.map((text) => {
    const read = parseServer(text);
    if ('problem' in read) throw new UsageError(`--server ${text}: ${read.problem}`);
    return { ...read.server, ...(authorities && { ca: authorities }) };
  });
}

async function readAuthorities(file: string, cwd: string): Promise<string> {
  const text = await readFile(path.resolve(cwd, file), 'latin1').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--ca ${file}: cannot be read: ${error.code}`);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca ${file}: no certificate in it; give certificates in PEM form`);
  return text;
}

const TELLING: readonly [string, RecordType][] = [
  ['', 'TXT'],
  ['', 'MX'],
  ['', 'A'],
  ['_dmarc.', 'TXT'],
];

function speaksFor(authority: Authority, domain: Name): boolean {
  return TELLING.some(([prefix, type]) => authority.lookup(`${prefix}${domain}`, type) !== 'outside');
}

const MOST_FAULTS = 10;

/** All zones of the command line as one authority; any fault ends the run, for a record that is not read is not judged. */
async function readZones(
  sources: readonly string[],
  cwd: string,
): Promise<{ authority: Authority; notes: string[] }> {
  const texts = (await Promise.all(sources.map((source) => readSource(source, cwd)))).flat();
  const faults = texts.flatMap((text) => text.faults);
  if (faults.length > 0) throw new UsageError(faultText(faults, cwd));
  const records = texts.flatMap((text) =>
    text.records.map(
      ({ file, line, column: _column, ...record }) =>
        ({ ...record, source: { file: shownPath(file, cwd), line } }) as SourcedRecord,
    ),
  );
  if (records.length === 0) throw new UsageError(`${sources.join(', ')}: no records in it`);
  const whole = texts.flatMap((text) => (text.whole === undefined ? [] : [shownZone(text.whole, cwd)]));
  checkApexes(records, whole);
  const authority = createAuthority(
    records,
    whole,
    texts.flatMap(({ unread }) => unread.map(({ name }) => name)),
    texts.flatMap(({ untold }) => untold),
  );
  return {
    authority,
    notes: noteLines(
      texts.flatMap(({ notes }) => notes),
      cwd,
    ),
  };
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
  const [, originText, file] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(source) ?? [];
  if (originText === undefined) {
    const given = path.resolve(cwd, source);
    const zones = await readZoneFolder(given);
    if (zones?.length === 0)
      throw new UsageError(`--zone ${source}: no file there is called after a zone, as example.com.yaml is`);
    return zones ?? [await readZoneFile(given)];
  }
  const origin = readName(originText);
  if ('problem' in origin) throw new UsageError(`--zone ${source}: ${originText} is no domain name`);
  return [await readZoneFile(path.resolve(cwd, file!), origin.name)];
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

/** As the user would write it: from here, or whole where it lies elsewhere. */
function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
