import type { Step } from './aliases.ts';
import { absentAnswer, failedAnswer, presentAnswer, questionKey, sortRecords } from './answer.ts';
import { substituted } from './dname.ts';
import { type Name, nameKey, parentOf, ROOT, under } from './name.ts';
import {
  changesByKey,
  type Given,
  headOf,
  type Node,
  type PartialView,
  partialView,
  type SetChange,
  selfAndAncestors,
} from './partial.ts';
import type { AnyAnswer, DataOf, RecordType } from './types.ts';
import { type FileZone, type SourcedRecord, withoutOccluded, type Zone, zonesOf } from './zones.ts';

/** What the given records say of a question: a step of resolution, or `outside` where they do not speak for the name. */
export type Said<T extends RecordType> = Step<T> | 'outside';

/** What given records leave open: at the name there may be records of these types, which only a server can tell. */
export interface Untold {
  name: Name;
  types: readonly RecordType[];
}

export interface Authority extends PartialView {
  lookup<T extends RecordType>(name: Name, type: T): Said<T>;
  /** The apexes of the zones it is authoritative for. */
  zones: Name[];
  /** Where given NS records hand the name to other servers. */
  cutAbove(name: Name): Name | undefined;
}

/**
 * Answers from records, as an authoritative server does (RFC 1034 §4.3.2, RFC 4592, RFC 6672): aliases, wildcards,
 * empty non-terminals, delegations. Records at or below an SOA (or a name in `apexes`) are whole zones, where what is
 * not listed is absent; records outside every zone speak for their own name and type alone. `otherNames` exist too, with
 * records that are not given, and `untold` is for others to answer. The root as an apex without an SOA is a closed world: nothing is delegated out of it.
 */
export function createAuthority(
  records: readonly SourcedRecord[],
  apexes: readonly (Name | FileZone)[] = [],
  otherNames: readonly Name[] = [],
  untold: readonly Untold[] = [],
  changes: readonly SetChange[] = [],
): Authority {
  const nodes = new Map<string, Node>();
  const zones = zonesOf(records, apexes);
  const names = [...zones.values()].map(({ apex }) => apex);
  const existing = new Set<string>([...names, ...otherNames].flatMap(selfAndAncestors));
  for (const record of withoutOccluded(records, apexes)) {
    const key = nameKey(record.name);
    const node: Node = nodes.get(key) ?? new Map();
    nodes.set(key, node);
    const set = node.get(record.type);
    if (set === undefined) node.set(record.type, [record]);
    else set.push(record);
    for (const ancestor of selfAndAncestors(record.name)) existing.add(ancestor);
  }
  const world: World = { nodes, zones, existing, open: openTypes(untold), changes: changesByKey(changes) };
  return {
    lookup: (name, type) => lookup(world, name, type),
    zones: names,
    cutAbove: (name) => cutAbove(world, name),
    ...partialView(
      world,
      [...changes, ...records].filter(({ name }) => enclosingZone(world, nameKey(name)) === undefined),
    ),
  };
}

/** The highest cut: it is the one that servers tell of first. */
function cutAbove({ nodes, zones }: World, name: Name): Name | undefined {
  const cut = selfAndAncestors(name).findLast((key) => !zones.has(key) && nodes.get(key)?.has('NS'));
  return cut === undefined ? undefined : nodes.get(cut)!.get('NS')![0]!.name;
}

function openTypes(untold: readonly Untold[]): Map<string, Set<RecordType>> {
  const open = new Map<string, Set<RecordType>>();
  for (const { name, types } of untold) {
    const key = nameKey(name);
    open.set(key, new Set([...(open.get(key) ?? []), ...types]));
  }
  return open;
}

interface World extends Given {
  zones: Map<string, Zone>;
  /** By name, the types that are left open. */
  open: Map<string, Set<RecordType>>;
}

function lookup<T extends RecordType>(world: World, name: Name, type: T): Said<T> {
  const key = nameKey(name);
  const question = { name, type };
  // RFC 4035 §3.1.4.1: the DS records of a zone stand in the one above it.
  const zone = enclosingZone(world, type === 'DS' && key !== ROOT ? parentOf(key) : key);
  if (zone === undefined) return partial(world, key, question);
  const redirected = onTheWayDown(world, key, question, zone);
  if (redirected !== undefined) return redirected;
  if (world.existing.has(key)) return existingName(world, key, question, zone);
  const wildcard = wildcardFor(world, key);
  if (!world.existing.has(wildcard)) return absent(question, 'nxdomain', zone);
  return existingName(world, wildcard, question, zone, true);
}

/** A name that exists, or the wildcard that stands for one that does not. */
function existingName<T extends RecordType>(
  { nodes, open }: World,
  key: string,
  question: { name: Name; type: T },
  zone: Zone,
  wildcard = false,
): Said<T> {
  const node = nodes.get(key);
  const found = node && fromNode(node, question, wildcard);
  if (found !== undefined) return found;
  const types = open.get(key);
  // Where there may be an alias, it answers for every type.
  const isOpen = types?.has(question.type) || types?.has('CNAME');
  return isOpen ? 'outside' : absent(question, 'nodata', zone, wildcard);
}

function enclosingZone({ zones }: World, key: string): Zone | undefined {
  for (const ancestor of selfAndAncestors(key)) {
    const zone = zones.get(ancestor);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** Records that belong to no zone given as a whole: only the type and name they give are spoken for. */
function partial<T extends RecordType>(
  { nodes, changes }: World,
  key: string,
  question: { name: Name; type: T },
): Said<T> {
  const node = nodes.get(key);
  const change = changes.get(questionKey(key, question.type));
  const joinsLive = change !== undefined && change.removes !== 'all' && node?.has(question.type);
  return joinsLive ? 'outside' : ((node && fromNode(node, question)) ?? 'outside');
}

/**
 * From the apex down, the first name that leads elsewhere (RFC 1034 §4.3.2, step 3). NS below the apex cut the zone:
 * what lies there is another server's to tell, but for DS. A DNAME redirects the names below its owner, not the owner
 * itself (RFC 6672 §2.3).
 */
function onTheWayDown<T extends RecordType>(
  { nodes }: World,
  key: string,
  question: { name: Name; type: T },
  zone: Zone,
): Said<T> | undefined {
  const apex = nameKey(zone.apex);
  const closedWorld = apex === ROOT && zone.soa === undefined;
  const way = selfAndAncestors(key).reverse();
  for (const owner of way.slice(way.indexOf(apex))) {
    const node = nodes.get(owner);
    const cut = node?.has('NS') && owner !== apex && !closedWorld;
    if (cut && !(question.type === 'DS' && owner === key)) return 'outside';
    const dnames = owner === key ? undefined : node?.get('DNAME');
    if (dnames !== undefined) return redirect(question, dnames);
  }
  return undefined;
}

function redirect<T extends RecordType>(
  question: { name: Name; type: T },
  dnames: readonly SourcedRecord[],
): Step<T> {
  const { name: owner, ttl, source } = dnames[0]!;
  const [data] = sortRecords(dnames.map((record) => record.data as DataOf<'DNAME'>));
  const to = substituted(question.name, owner, data!.target);
  if (to === undefined) {
    const detail = `YXDOMAIN: the DNAME of ${owner} makes a name that is too long`;
    return { kind: 'answer', answer: failedAnswer(question, { reason: 'rcode', detail }, source) };
  }
  return { kind: 'alias', chain: [{ from: question.name, to, kind: 'DNAME' }], ttl, ...FREE, source };
}

const FREE = { tries: 0, anomalies: 0, security: 'unknown' } as const;

/** RFC 4592 §3.3.1: the wildcard directly below the closest name that exists. */
function wildcardFor({ existing }: World, key: string): string {
  const encloser = selfAndAncestors(key).find((ancestor) => existing.has(ancestor));
  return under('*', encloser ?? ROOT);
}

function fromNode<T extends RecordType>(
  node: Node,
  question: { name: Name; type: T },
  wildcard = false,
): Step<T> | undefined {
  const aliases = question.type === 'CNAME' ? undefined : node.get('CNAME');
  const set = node.get(question.type) ?? aliases;
  if (set === undefined) return undefined;
  const { ttl, source } = headOf(set);
  const details = { ttl, ...(wildcard && { wildcard }) };
  if (set === aliases) {
    const [alias] = sortRecords(set.map((record) => record.data as DataOf<'CNAME'>));
    const chain = [{ from: question.name, to: alias!.target, kind: 'CNAME' as const }];
    return { kind: 'alias', chain, ...FREE, ...details, source };
  }
  const data = set.map((record) => record.data as DataOf<T>);
  const conflict = aliases && { aliasConflict: question.name };
  return {
    kind: 'answer',
    answer: presentAnswer(question, data, source, { ...details, ...conflict, ...textSourcesOf(set) }),
  };
}

function textSourcesOf(set: readonly SourcedRecord[]): Pick<AnyAnswer, 'textSources'> {
  if (set.length < 2) return {};
  const textSources = set.flatMap((record) =>
    record.type === 'TXT' ? [{ text: record.data.strings.join(''), source: record.source }] : [],
  );
  return textSources.length === 0 ? {} : { textSources };
}

function absent<T extends RecordType>(
  question: { name: Name; type: T },
  reason: 'nxdomain' | 'nodata',
  { apex, soa, file }: Zone,
  wildcard = false,
): Step<T> {
  const ttl = soa?.type === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : 0;
  const source = soa?.source ?? { file: file ?? apex, line: 0 };
  return {
    kind: 'answer',
    answer: absentAnswer(question, reason, source, { ttl, ...(wildcard && { wildcard }) }),
  };
}
