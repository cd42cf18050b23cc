import {
  type AnyAnswer,
  labelsOf,
  type Name,
  nameKey,
  parentOf,
  type Resolver,
  under,
} from '../dns/index.ts';
import type { ServedSet, Verification, VerifiedServer, VerifiedZone } from '../report/schema/verify.ts';
import { answerTexts } from './base-data.ts';
import { NO_ADDRESS, problemOf, zoneOf, zoneServers } from './base-servers.ts';
import { type Given, givenZone, isAs, type WantedSet } from './base-sets.ts';
import { serialRemarks } from './verify-serial.ts';

/** A zone, what it is to serve, and each address that serves it. */
export interface ZonePlan {
  zone: Name;
  /** Of the SOA that is to be published, where one is given. */
  serial: number | null;
  sets: WantedSet[];
  targets: { host: Name; address: string | null }[];
}

export interface Plan {
  zones: ZonePlan[];
  /** Sets whose zone nobody tells. */
  unplaced: WantedSet[];
}

/** Finds out who is to serve the sets. */
export async function planFor(sets: readonly WantedSet[], given: Given, resolver: Resolver): Promise<Plan> {
  const placed = await Promise.all(
    sets.map(async (set) => ({
      set,
      zone: givenZone(given.authority, set.name) ?? (await zoneOf(set.name, resolver)),
    })),
  );
  const zones = new Map<string, { zone: Name; sets: WantedSet[] }>();
  for (const { set, zone } of placed) {
    if (zone === undefined) continue;
    const one = zones.get(nameKey(zone)) ?? { zone, sets: [] };
    zones.set(nameKey(zone), one);
    one.sets.push(set);
  }
  return {
    zones: await Promise.all(
      [...zones.values()].map(async ({ zone, sets: own }) => ({
        zone,
        serial: serialOf(given, zone),
        sets: own.toSorted(byName),
        targets: await targetsOf(zone, resolver),
      })),
    ),
    unplaced: placed.flatMap(({ set, zone }) => (zone === undefined ? [set] : [])),
  };
}

/** As people read names: from the right. */
function byName(a: WantedSet, b: WantedSet): number {
  const keyOf = ({ name, type }: WantedSet): string =>
    `${labelsOf(nameKey(name)).toReversed().join('.')} ${type}`;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

function serialOf({ records }: Given, zone: Name): number | null {
  const soa = records.find(({ name, type }) => type === 'SOA' && nameKey(name) === nameKey(zone));
  return soa?.type === 'SOA' ? soa.data.serial : null;
}

async function targetsOf(zone: Name, resolver: Resolver): Promise<ZonePlan['targets']> {
  const servers = await zoneServers(zone, resolver);
  return servers.flatMap(({ host, addresses }) =>
    (addresses.length === 0 ? [null] : addresses).map((address) => ({ host, address })),
  );
}

/** Asks every server for every set; those that agreed in an earlier look are not asked again. */
export async function look(plan: Plan, resolver: Resolver, before?: Verification): Promise<Verification> {
  const zones = await Promise.all(
    plan.zones.map((zone, index) => lookAtZone(zone, resolver, before?.zones[index])),
  );
  const unplaced = plan.unplaced.map(({ name, type }) => `${name} ${type}`);
  return { outcome: outcomeOf(zones, unplaced.length > 0), zones, unplaced };
}

async function lookAtZone(plan: ZonePlan, resolver: Resolver, before?: VerifiedZone): Promise<VerifiedZone> {
  const servers = await Promise.all(
    plan.targets.map(async (target, index) => {
      const known = before?.servers[index];
      return known?.state === 'agrees' ? known : lookAtServer(plan, target, resolver);
    }),
  );
  return {
    zone: plan.zone,
    serial: plan.serial,
    sets: plan.sets.map(({ name, type, exactly, has, lacks }) => ({
      name,
      type,
      proposed: exactly ?? has,
      whole: exactly !== undefined,
      removed: lacks,
    })),
    servers: serialRemarks(plan.serial, servers),
  };
}

/** The SOA first: a server that does not answer it, or not for this zone, is spared the rest. */
async function lookAtServer(
  { zone, sets }: ZonePlan,
  { host, address }: ZonePlan['targets'][number],
  resolver: Resolver,
): Promise<VerifiedServer> {
  const unknown = { host, address, serial: null, serialRemark: null } as const;
  const unasked = (problem: string, authority: boolean | null): VerifiedServer => ({
    ...unknown,
    authority,
    state: 'not-asked',
    problem,
    sets: sets.map(({ name, type }) => ({ name, type, state: 'not-asked', served: null, problem })),
  });
  if (address === null) return unasked(NO_ADDRESS, null);
  const soa = await resolver.ask(zone, 'SOA', address);
  if (soa.status !== 'present') return unasked(problemOf(soa), isSpoken(soa) ? false : null);
  const served = await Promise.all(sets.map((set) => lookAtSet(zone, set, address, resolver)));
  return {
    ...unknown,
    serial: soa.records[0]?.serial ?? null,
    authority: true,
    state: worstOf(served.map(({ state }) => state)),
    problem: null,
    sets: served,
  };
}

async function lookAtSet(
  zone: Name,
  set: WantedSet,
  address: string,
  resolver: Resolver,
): Promise<ServedSet> {
  const { name, type } = set;
  const answer = await resolver.ask(name, type, address);
  const served = answerTexts(answer);
  if (served === undefined)
    return { name, type, state: 'not-asked', served: null, problem: problemOf(answer) };
  const agrees = isAs(set, served) || (await isWildcards(zone, set, served, address, resolver));
  return { name, type, state: agrees ? 'agrees' : 'differs', served, problem: null };
}

/** Where a set is taken away, a wildcard above may answer for the name from then on (RFC 4592 §3.3.1). */
async function isWildcards(
  zone: Name,
  { name, type, exactly }: WantedSet,
  served: readonly string[],
  address: string,
  resolver: Resolver,
): Promise<boolean> {
  if (exactly?.length !== 0) return false;
  for (let above = name; nameKey(above) !== nameKey(zone); ) {
    above = parentOf(above);
    const wildcard = answerTexts(await resolver.ask(under('*', above), type, address));
    if (wildcard !== undefined && wildcard.length > 0) return wildcard.join('\n') === served.join('\n');
  }
  return false;
}

/** Whether a server that serves no SOA said so itself. */
function isSpoken(answer: AnyAnswer): boolean {
  if (answer.status !== 'failed') return answer.status !== 'skipped';
  return ['lame', 'refused', 'servfail', 'rcode'].includes(answer.reason);
}

function worstOf(states: readonly ServedSet['state'][]): ServedSet['state'] {
  return (['differs', 'not-asked'] as const).find((state) => states.includes(state)) ?? 'agrees';
}

/** Other data weighs more than silence. A zone that nobody is known to serve is not verified. */
function outcomeOf(zones: readonly VerifiedZone[], isOpen: boolean): Verification['outcome'] {
  const states = zones.flatMap(({ servers }) => servers.map(({ state }) => state));
  if (states.includes('differs')) return 'fail';
  const isSilent = isOpen || zones.some(({ servers }) => servers.length === 0);
  return isSilent || states.includes('not-asked') ? 'inconclusive' : 'pass';
}
