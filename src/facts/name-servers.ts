import { type AnswerTo, type AnyAnswer, type Name, under } from '../dns/index.ts';
import { textAnswerSize } from './answer-size.ts';
import type { Gathering } from './gathering.ts';
import { recordsOf } from './known.ts';
import { type FoundHost, findZone, MOST_HOSTS } from './name-servers/zone.ts';
import { registrableDomain } from './registered.ts';

/** The zone of the domain as its own name servers tell it, each asked directly. */
export interface NameServerFacts {
  /** Undefined where no delegation was found. */
  zone: Name | undefined;
  /** The registrable domain that the first of its name servers stands under: who runs them. */
  provider: Name | undefined;
  hosts: NameServerHost[];
  servers: NameServer[];
  /** How many hosts, and addresses of the others, there are beyond the most that are asked. */
  unasked: number;
}

export interface NameServerHost {
  name: Name;
  /** `not-read`: its addresses are not known. */
  state: 'alive' | 'nxdomain' | 'no-address' | 'not-read';
}

/** One address of a name server. */
export interface NameServer {
  host: Name;
  address: string;
  /**
   * `authority`: it serves the zone. `lame`: it spoke, and does not. `silent`: no word from it, while others of its
   * address family answer from here. `not-reached`: nothing can be said from here.
   */
  state: 'authority' | 'lame' | 'silent' | 'not-reached';
  soa: AnswerTo<'SOA'>;
  /** What it says of the mail records, where the servers do not have the same version of the zone. */
  mail: MailAnswers | undefined;
  /** The domain's TXT records, where they need TCP. */
  large: AnswerTo<'TXT'> | undefined;
}

export interface MailAnswers {
  mx: AnswerTo<'MX'>;
  txt: AnswerTo<'TXT'>;
  dmarc: AnswerTo<'TXT'>;
}

/** For each host, of each family. */
const MOST_ADDRESSES = 2;
/** Of all hosts together: one of each family of every host. */
const MOST_SERVERS = 2 * MOST_HOSTS;
/** Who is asked for records, after all were asked for the zone. */
const MOST_COMPARED = 8;
/** Larger answers need TCP (DNS flag day 2020). */
const UDP_SIZE = 1232;

export async function gatherNameServers(gathering: Gathering): Promise<NameServerFacts> {
  const { zone, hosts, more } = await findZone(gathering);
  if (zone === undefined) return { zone, provider: undefined, hosts: [], servers: [], unasked: 0 };
  const all = targetsOf(hosts);
  const servers = await askServers(gathering, zone, chosen(all));
  const speaking = servers.filter(({ state }) => state === 'authority');
  const compared = new Set(versionsFirst(speaking).slice(0, MOST_COMPARED));
  const differ = new Set(speaking.flatMap(serialsOf)).size > 1;
  const isLarge = speaking.length > 0 && (await needsTcp(gathering));
  return {
    zone,
    provider: speaking.length === servers.length ? undefined : await providerOf(hosts),
    hosts: hosts.map(({ name, state }) => ({ name, state })),
    servers: await Promise.all(
      servers.map(async (server) => ({
        ...server,
        mail: differ && compared.has(server) ? await mailAnswers(gathering, server.address) : undefined,
        large:
          isLarge && compared.has(server)
            ? await gathering.ask(gathering.domain, 'TXT', server.address)
            : undefined,
      })),
    ),
    unasked: more + all.length - servers.length,
  };
}

type Target = Pick<NameServer, 'host' | 'address'>;
type Spoken = Omit<NameServer, 'mail' | 'large'>;

function targetsOf(hosts: readonly FoundHost[]): Target[] {
  return hosts.flatMap(({ name, addresses }) => addresses.map((address) => ({ host: name, address })));
}

/** The first address of each family of every host before the second of any, in the order of the hosts. */
function chosen(all: readonly Target[]): Target[] {
  const placeOf = ({ host, address }: Target): number =>
    all
      .filter((one) => one.host === host && isSameFamily(one.address, address))
      .findIndex((one) => one.address === address);
  const places = new Map(all.map((target) => [target, placeOf(target)]));
  const first = all.filter((target) => places.get(target)! < MOST_ADDRESSES);
  const asked = new Set(first.toSorted((a, b) => places.get(a)! - places.get(b)!).slice(0, MOST_SERVERS));
  return all.filter((target) => asked.has(target));
}

async function askServers(gathering: Gathering, zone: Name, targets: readonly Target[]): Promise<Spoken[]> {
  const soas = await Promise.all(targets.map(({ address }) => gathering.ask(zone, 'SOA', address)));
  return targets.map((target, index) => ({ ...target, soa: soas[index]!, state: stateOf(soas, index) }));
}

function serialsOf({ soa }: Spoken): number[] {
  return recordsOf(soa).map(({ serial }) => serial);
}

/** One of each version of the zone, then the others: so that few are enough to see what differs. */
function versionsFirst(servers: readonly Spoken[]): Spoken[] {
  const serials = servers.map((server) => String(serialsOf(server)));
  const isFirst = (index: number): boolean => serials.indexOf(serials[index]!) === index;
  const [firsts, others] = [true, false].map((wanted) => servers.filter((_, at) => isFirst(at) === wanted));
  return [...firsts!, ...others!];
}

async function providerOf([host]: readonly NameServerHost[]): Promise<Name | undefined> {
  return host && (await registrableDomain(host.name));
}

async function needsTcp({ ask, domain }: Gathering): Promise<boolean> {
  const answer = await ask(domain, 'TXT');
  return answer.status === 'failed' || textAnswerSize(answer) > UDP_SIZE;
}

async function mailAnswers({ ask, domain }: Gathering, at: string): Promise<MailAnswers> {
  const [mx, txt, dmarc] = await Promise.all([
    ask(domain, 'MX', at),
    ask(domain, 'TXT', at),
    ask(under('_dmarc', domain), 'TXT', at),
  ]);
  return { mx, txt, dmarc };
}

/** Said by the server itself, whatever it said. */
const SPOKEN = new Set(['lame', 'refused', 'servfail', 'rcode', 'ambiguous']);

/** Said by its host. Whatever else keeps us from reaching a server may be this system’s own trouble. */
const LISTENS_NOT = /\(ECONNREFUSED\)/;

function stateOf(soas: readonly AnswerTo<'SOA'>[], index: number): NameServer['state'] {
  const soa = soas[index]!;
  if (soa.status === 'present') return 'authority';
  // A zone has an SOA at its apex (RFC 1035 §5.2): who denies that serves another zone.
  if (soa.status === 'absent') return 'lame';
  if (soa.status === 'failed' && SPOKEN.has(soa.reason)) return 'lame';
  const isSilent = soa.status === 'failed' && (soa.reason === 'timeout' || LISTENS_NOT.test(soa.detail));
  const familyAnswers = soas.some((other) => isSameFamily(other.at, soa.at) && hasSpoken(other));
  return isSilent && familyAnswers ? 'silent' : 'not-reached';
}

function isSameFamily(one = '', other = ''): boolean {
  return one.includes(':') === other.includes(':');
}

function hasSpoken(answer: AnyAnswer): boolean {
  return answer.status === 'present' || answer.status === 'absent';
}
