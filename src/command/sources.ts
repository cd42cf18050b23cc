import {
  type AnyAnswer,
  type Authority,
  type ClientOptions,
  cached,
  createClient,
  isWithin,
  type Name,
  type OpenResolver,
  offline,
  overlaid,
  type Recording,
  type RecordType,
  type Resolver,
  type ResolverTraits,
  recorded,
  replayed,
  sameName,
  serverLabel,
} from '../dns/index.ts';
import { authoritativeBase } from '../gate/base.ts';
import { touching } from '../gate/base-unchanged.ts';
import { isAmong, mailDomains, selectorsOf } from '../gate/domains.ts';
import type { Sides } from '../gate/gate.ts';
import { belongingTo, changedInZones } from '../gate/others.ts';
import { unreadNames, unreadSets, unreadSubjects } from '../gate/unread.ts';
import { unreadNotes } from '../gate/unread-words.ts';
import type { NetRecording, OpenNet } from '../net/index.ts';
import type { Ignore } from '../report/suppress.ts';
import { type GivenZones, readGivenZones } from './given-zones.ts';
import { type NetCommandOptions, openNet } from './net.ts';
import type { AuditCommandOptions } from './options.ts';
import { readRecording } from './recording-file.ts';
import { authoritiesOf, serversOf } from './servers.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** What `--base` calls the DNS as it is. */
export const LIVE = 'live';

/** Whom a run asks. */
export interface Sources {
  /** The given records laid over what is published. */
  resolver: Resolver;
  /** Policy hosts and mail servers. */
  net: OpenNet;
  /** What is published: live, or as `--base` has it. */
  base: Resolver;
  /** How the base is read: what there is to be known of it. */
  readAs: Pick<Sides, 'notes' | 'touches'>;
  /** The domains that the given records are about, those of `--base` among them. */
  domains(): Name[];
  /** Whole zones that are compared with what is live: who stands in them today is not to be listed there. */
  unlisted: readonly Name[];
  /** Record sets of a domain that are known to change, where both sides are records. */
  others: NonNullable<Sides['others']>;
  /** Those that `--base` has and that could not be read. */
  unread: NonNullable<Sides['unread']>;
  /** What there is to be said of a domain beside. */
  remarks: NonNullable<Sides['remarks']>;
  /** Whether the proposed ones have something at a name. */
  isNamed(name: Name): boolean;
  isChanged: NonNullable<Sides['isChanged']>;
  /** The selectors of a domain that they name. */
  selectors(domain: Name): string[];
  servers: string[];
  /** By which dates are judged: a replay's is that of its recording. */
  now: Date;
  /** Packets sent so far. */
  queries(): number;
  /** What was found out about the servers. */
  traits(): ResolverTraits[];
  /** What `--record` keeps. */
  kept(): { answers: AnyAnswer[] } & NetRecording;
  /** What was read of the zone files and may surprise. */
  notes: string[];
  /** What comments in the proposed records ask to leave out. */
  ignores: readonly Ignore[];
  /** Without network: whether the given records say anything about a domain. */
  covers(domain: Name): boolean;
  /** Ends what is still being asked: it has failed then. */
  close(): Promise<void>;
}

type SourceOptions = Pick<AuditCommandOptions, 'server' | 'ca' | 'zone' | 'replay'> &
  NetCommandOptions & {
    base?: readonly string[];
  };

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
  const recording = options.replay === undefined ? undefined : await readRecording(options.replay, cwd);
  const ca = options.ca === undefined ? [] : await authoritiesOf(options.ca, cwd);
  const spoken = recording && { https: recording.https ?? [], smtp: recording.smtp ?? [] };
  const net = openNet(options, { ca, recording: spoken });
  const network = liveResolver(options, { servers, bulk: many }, recording);
  // Answers are kept only for --record: a long run needs no memory for them.
  const kept = options.record === undefined ? { resolver: network, answers: () => [] } : recorded(network);
  const given = options.zone.length === 0 ? undefined : await readGivenZones('--zone', options.zone, cwd);
  const published = (options.base ?? []).filter((source) => source !== LIVE);
  const before = published.length === 0 ? undefined : await readGivenZones('--base', published, cwd);
  const live = cached(kept.resolver);
  // Only what is compared is asked of the name servers themselves.
  const compared = given !== undefined && options.base !== undefined && before === undefined;
  const asked = compared ? authoritativeBase(given.authority, live) : undefined;
  const base = before === undefined ? (asked ?? live) : overlaid(before.authority, live);
  const all = [given, before].filter((one) => one !== undefined);
  const records = all.flatMap((one) => one.records);
  const names = all.flatMap((one) => one.names);
  const unread = before?.unread ?? [];
  const domains = (): Name[] => mailDomains(records, [...names, ...unreadSubjects(unread)]);
  const dropped = droppedZones(given, before);
  const wordsOf = (zone: Name): string => droppedWords(zone, given);
  return {
    resolver: given === undefined ? base : overlaid(given.authority, base),
    base,
    net,
    readAs:
      given && asked
        ? { notes: asked.notes, touches: touching(given, asked) }
        : { notes: (domain) => unreadNotes(unread, domain) },
    domains,
    unlisted: asked === undefined ? [] : given!.authority.zones,
    others: others(given, before, domains),
    unread: (domain) => belongingTo(domain, unreadSets(unread), domains()),
    isNamed: isAmong(given?.records ?? []),
    isChanged: ({ name, type }) =>
      [type as RecordType, 'CNAME' as const].some((one) => given?.authority.change(name, one) !== undefined),
    selectors: (domain) => selectorsOf(domain, records, [...names, ...unreadNames(unread)]),
    servers: options.replay === undefined ? servers.map(serverLabel) : [`the recording ${options.replay}`],
    now: recording === undefined ? new Date() : new Date(recording.now),
    queries: () => network.packets(),
    traits: () => network.traits(),
    kept: () => ({ answers: kept.answers(), ...net.kept() }),
    ignores: given?.ignores() ?? [],
    notes: [...all.flatMap(({ notes }) => notes), ...dropped.map(wordsOf)],
    remarks: (domain) => dropped.filter((zone) => isWithin(domain, zone)).map(wordsOf),
    covers: (domain) =>
      !options.offline || all.length === 0 || all.some(({ authority }) => speaksFor(authority, domain)),
    close: async () => void (await Promise.all([network.close(), net.close()])),
  };
}

/** Zones of `--base` that the proposal leaves out: they are taken as they were, though a file may have been deleted. */
function droppedZones(after: GivenZones | undefined, before: GivenZones | undefined): Name[] {
  const given = after?.authority.zones;
  // Record sets by themselves replace no zone.
  if (given === undefined || given.length === 0 || before === undefined) return [];
  return before.authority.zones.filter((zone) => !given.some((one) => sameName(one, zone)));
}

/** Records without their SOA are no zone: one that is left out of them is not told from one that is left alone. */
function droppedWords(zone: Name, given: GivenZones | undefined): string {
  const isInPart = given?.records.some(({ name }) => isWithin(name, zone)) ?? false;
  return isInPart
    ? `${zone}: its SOA is no longer given; records that are left out are taken as unchanged`
    : `${zone}: its zone is no longer given; taken as unchanged`;
}

function others(
  after: GivenZones | undefined,
  before: GivenZones | undefined,
  domains: () => Name[],
): Sources['others'] {
  if (after === undefined || before === undefined) return () => [];
  let known: { changed: ReturnType<typeof changedInZones>; domains: Name[] } | undefined;
  return (domain) => {
    known ??= { changed: changedInZones(before, after), domains: domains() };
    return belongingTo(domain, known.changed, known.domains);
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

const TELLING: readonly [string, RecordType][] = [
  ['', 'TXT'],
  ['', 'MX'],
  ['', 'A'],
  ['_dmarc.', 'TXT'],
];

function speaksFor(authority: Authority, domain: Name): boolean {
  return TELLING.some(([prefix, type]) => {
    const name = `${prefix}${domain}`;
    return authority.lookup(name, type) !== 'outside' || authority.change(name, type) !== undefined;
  });
}
