import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type AnyAnswer,
  type Authority,
  type ClientOptions,
  cached,
  createAuthority,
  createClient,
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
import { readZoneFile, type ZoneFault, type ZoneText } from '../zone/index.ts';
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
  const authority = options.zone.length === 0 ? undefined : await readZones(options.zone, cwd);
  const below = cached(kept.resolver);
  const resolver = authority ? overlaid(authority, below) : below;
  return {
    resolver,
    servers: options.replay === undefined ? servers.map(serverLabel) : [`the recording ${options.replay}`],
    now: recording === undefined ? new Date() : new Date(recording.now),
    queries: () => live.packets(),
    traits: () => live.traits(),
    answers: kept.answers,
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
async function readZones(sources: readonly string[], cwd: string): Promise<Authority> {
  const texts = await Promise.all(sources.map((source) => readSource(source, cwd)));
  const faults = texts.flatMap((text) => text.faults);
  if (faults.length > 0) throw new UsageError(faultText(faults, cwd));
  const records = texts.flatMap((text) =>
    text.records.map(
      ({ file, line, column: _column, ...record }) =>
        ({ ...record, source: { file: shownPath(file, cwd), line } }) as SourcedRecord,
    ),
  );
  if (records.length === 0) throw new UsageError(`${sources.join(', ')}: no records in it`);
  const apexes = records.filter(({ type }) => type === 'SOA');
  const twice = apexes.find(
    ({ name }, index) => apexes.findIndex((other) => nameKey(other.name) === nameKey(name)) !== index,
  );
  if (twice !== undefined) throw new UsageError(`--zone: two SOA records for ${twice.name}; a zone has one`);
  return createAuthority(
    records,
    [],
    texts.flatMap(({ unread }) => unread.map(({ name }) => name)),
  );
}

function readSource(source: string, cwd: string): Promise<ZoneText> {
  const [, originText, file] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(source) ?? [];
  if (originText === undefined) return readZoneFile(path.resolve(cwd, source));
  const origin = readName(originText);
  if ('problem' in origin) throw new UsageError(`--zone ${source}: ${originText} is no domain name`);
  return readZoneFile(path.resolve(cwd, file!), origin.name);
}

function faultText(faults: readonly ZoneFault[], cwd: string): string {
  const lines = faults.slice(0, MOST_FAULTS).map(({ file, line, column, message, hint }) => {
    const place = `${shownPath(file, cwd)}:${line}:${column}`;
    return `${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  return [...lines, ...more].join('\n');
}

/** As the user would write it: from here, or whole where it lies elsewhere. */
function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
