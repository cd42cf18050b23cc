import { type AnyAnswer, labelsOf, type Name, nameKey, parentOf, type Resolver } from '../dns/index.ts';
import { addressesOf, distinctNames, gatherHost } from '../facts/hosts.ts';
import { recordsOf } from '../facts/known.ts';
import { delegation } from '../facts/name-servers/zone.ts';

/** A name server of a zone, and the addresses it is to be asked at. */
export interface ZoneServer {
  host: Name;
  /** None where it has no address, or its addresses could not be read. */
  addresses: string[];
}

/** A zone has 13 name servers at most in practice; whoever lists hundreds has them answer for nobody. */
const MOST_HOSTS = 16;
const MOST_ADDRESSES = 8;

/**
 * The zone that a name stands in: the closest NS records at or above it. Where their lookup failed, the zone that the
 * servers above delegate to; undefined where nobody tells.
 */
export async function zoneOf(name: Name, resolver: Resolver): Promise<Name | undefined> {
  let unread: Name | undefined;
  for (let at = name; labelsOf(at).length > 0; at = parentOf(at)) {
    const answer = await resolver.ask(at, 'NS');
    if (answer.status === 'failed') unread ??= at;
    if (answer.status !== 'present' || answer.chain.length > 0) continue;
    return unread === undefined ? at : (await delegation(resolver, unread, at)).zone;
  }
  return undefined;
}

/** Everybody who answers for a zone: the servers it names, those that the zone above names, and whom these name. */
export async function zoneServers(zone: Name, resolver: Resolver): Promise<ZoneServer[]> {
  const [own, above] = await Promise.all([nsTargets(zone, resolver), zoneOf(parentOf(zone), resolver)]);
  const delegated = above === undefined ? [] : (await delegation(resolver, zone, above)).hosts;
  const named = await withAddresses(own, resolver);
  const first = merged([...named, ...delegated.map(({ name, addresses }) => ({ host: name, addresses }))]);
  // A resolver may keep an old NS set for days: the servers know the one of now.
  const said = await Promise.all(
    first.flatMap(({ addresses }) => addresses.map((address) => nsTargets(zone, resolver, address))),
  );
  return merged([...first, ...(await withAddresses(said.flat(), resolver))]);
}

async function nsTargets(zone: Name, resolver: Resolver, at?: string): Promise<Name[]> {
  return recordsOf(await resolver.ask(zone, 'NS', at)).map(({ target }) => target);
}

function withAddresses(hosts: readonly Name[], resolver: Resolver): Promise<ZoneServer[]> {
  return Promise.all(
    distinctNames(hosts)
      .slice(0, MOST_HOSTS)
      .map(async (host) => ({ host, addresses: addressesOf(await gatherHost(resolver, host)) })),
  );
}

/** Each host once, with all of its addresses, in the order of names. */
function merged(servers: readonly ZoneServer[]): ZoneServer[] {
  const byHost = new Map<string, ZoneServer>();
  for (const { host, addresses } of servers) {
    const known = byHost.get(nameKey(host))?.addresses ?? [];
    byHost.set(nameKey(host), { host, addresses: [...new Set([...known, ...addresses])] });
  }
  return [...byHost]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { host, addresses }]) => ({ host, addresses: addresses.slice(0, MOST_ADDRESSES) }));
}

/** Of each host one address that answers for the zone. */
export interface AskedServers {
  servers: { host: Name; address: string }[];
  /** Why none does. */
  problem?: string;
}

/** One address a host: what differs between its addresses is for `verify` to tell. */
export async function askable(zone: Name, resolver: Resolver): Promise<AskedServers> {
  const hosts = await zoneServers(zone, resolver);
  const found = await Promise.all(hosts.map((server) => firstAnswering(zone, server, resolver)));
  const servers = found.flatMap((one) => ('address' in one ? [one] : []));
  if (servers.length > 0) return { servers };
  const [problem] = found.flatMap((one) => ('problem' in one ? [one.problem] : []));
  return { servers, problem: problem ?? 'nobody names them' };
}

async function firstAnswering(
  zone: Name,
  { host, addresses }: ZoneServer,
  resolver: Resolver,
): Promise<{ host: Name; address: string } | { problem: string }> {
  let problem = `${host}: ${NO_ADDRESS}`;
  for (const address of addresses) {
    const soa = await resolver.ask(zone, 'SOA', address);
    if (soa.status === 'present') return { host, address };
    problem = `${host}, ${address}: ${problemOf(soa)}`;
  }
  return { problem };
}

export const NO_ADDRESS = 'no address of it is known';

/** Why a server that was asked for the SOA of its zone does not serve it. */
export function problemOf(answer: AnyAnswer): string {
  if (answer.status === 'failed') return answer.detail;
  if (answer.status === 'skipped') return 'its address is not public, so it is not asked from here';
  return 'it denies that there is such a zone';
}
