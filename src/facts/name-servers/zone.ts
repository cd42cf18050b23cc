import { type DataOf, isWithin, labelsOf, type Name, nameKey, parentOf, sameName } from '../../dns/index.ts';
import type { Gathering } from '../gathering.ts';
import { addressesOf, gatherHost, type Host, hostState } from '../hosts.ts';
import { recordsOf } from '../known.ts';
import type { NameServerHost } from '../name-servers.ts';

export const MOST_HOSTS = 8;
/** How far above the domain its zone may begin. */
const MOST_LEVELS = 5;

type Asking = Pick<Gathering, 'ask'>;

export interface FoundHost extends NameServerHost {
  addresses: string[];
}

/** `more`: how many hosts are left out. */
export interface FoundZone {
  zone: Name | undefined;
  hosts: FoundHost[];
  more: number;
}

const NO_ZONE: FoundZone = { zone: undefined, hosts: [], more: 0 };

/** The closest NS records at or above the domain; where its own lookup failed, those that the zone above delegates to. */
export async function findZone(gathering: Gathering): Promise<FoundZone> {
  const names = levels(gathering.domain);
  const answers = await Promise.all(names.map((name) => gathering.ask(name, 'NS')));
  const at = answers.findIndex(({ status }) => status === 'present' || status === 'failed');
  const [name, answer] = [names[at], answers[at]];
  if (name === undefined || answer === undefined) return NO_ZONE;
  if (answer.status === 'failed') return delegation(gathering, name);
  const named = distinct(recordsOf(answer));
  const hosts = named.slice(0, MOST_HOSTS).map((host) => foundHost(gathering, host));
  return { zone: name, hosts: await Promise.all(hosts), more: Math.max(0, named.length - MOST_HOSTS) };
}

function levels(domain: Name): Name[] {
  const names = [domain];
  while (names.length < MOST_LEVELS && labelsOf(names.at(-1)!).length > 2)
    names.push(parentOf(names.at(-1)!));
  return names;
}

function distinct(targets: readonly DataOf<'NS'>[]): Name[] {
  return [...new Map(targets.map(({ target }) => [nameKey(target), target])).values()];
}

async function foundHost(gathering: Asking, name: Name): Promise<FoundHost> {
  const host = await gatherHost(gathering, name);
  return { name, state: stateWords(host), addresses: addressesOf(host) };
}

function stateWords(host: Host): NameServerHost['state'] {
  const state = hostState(host);
  return state === 'unknown' ? 'not-read' : state;
}

/**
 * The resolver cannot say who serves the zone, so the servers of the zone above are asked whom they delegate to. One
 * that answers is enough: what they disagree about is not this zone's trouble.
 */
export async function delegation(
  gathering: Asking,
  name: Name,
  above: Name = parentOf(name),
): Promise<FoundZone> {
  const upper = recordsOf(await gathering.ask(above, 'NS'));
  const parents = await Promise.all(
    distinct(upper)
      .slice(0, MOST_HOSTS / 4)
      .map((host) => gatherHost(gathering, host)),
  );
  const addresses = parents.flatMap((host) => addressesOf(host).slice(0, 1));
  const said = await Promise.all(addresses.map((address) => gathering.ask(name, 'NS', address)));
  const referral = said.map((answer) => answer.referral).find((one) => one && isWithin(name, one.zone));
  if (referral === undefined || sameName(referral.zone, above)) return NO_ZONE;
  const hosts = referral.servers.slice(0, MOST_HOSTS);
  return {
    zone: referral.zone,
    more: referral.servers.length - hosts.length,
    hosts: await Promise.all(
      hosts.map(async ({ host, addresses: glue }) =>
        glue.length > 0
          ? { name: host, state: 'alive' as const, addresses: glue }
          : foundHost(gathering, host),
      ),
    ),
  };
}
