import {
  type AnswerTo,
  type AnyAnswer,
  type DataOf,
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  parentOf,
  sameName,
  under,
} from '../dns/index.ts';
import { textAnswerSize } from './answer-size.ts';
import type { Gathering } from './gathering.ts';
import { addressesOf, gatherHost, type Host, hostState } from './hosts.ts';
import { recordsOf } from './known.ts';
import { registrableDomain } from './registered.ts';

/** The zone of the domain as its own name servers tell it, each asked directly. */
export interface NameServerFacts {
  /** Undefined where no delegation was found. */
  zone: Name | undefined;
  /** The registrable domain that the first of its name servers stands under: who runs them. */
  provider: Name | undefined;
  hosts: NameServerHost[];
  servers: NameServer[];
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

const MOST_HOSTS = 8;
/** For each host, of each family. */
const MOST_ADDRESSES = 2;
/** How far above the domain its zone may begin. */
const MOST_LEVELS = 5;
/** Larger answers need TCP (DNS flag day 2020). */
const UDP_SIZE = 1232;

export async function gatherNameServers(gathering: Gathering): Promise<NameServerFacts> {
  const { zone, hosts } = await findZone(gathering);
  if (zone === undefined) return { zone, provider: undefined, hosts: [], servers: [] };
  const targets = hosts.flatMap(({ name, addresses }) =>
    addresses.map((address) => ({ host: name, address })),
  );
  const soas = await Promise.all(targets.map(({ address }) => gathering.ask(zone, 'SOA', address)));
  const servers = targets.map((target, index) => ({
    ...target,
    soa: soas[index]!,
    state: stateOf(soas, index),
  }));
  const speaking = servers.filter(({ state }) => state === 'authority');
  const differ = new Set(speaking.flatMap(({ soa }) => recordsOf(soa).map(({ serial }) => serial))).size > 1;
  const isLarge = speaking.length > 0 && (await needsTcp(gathering));
  return {
    zone,
    provider: speaking.length === servers.length ? undefined : await providerOf(hosts),
    hosts: hosts.map(({ name, state }) => ({ name, state })),
    servers: await Promise.all(
      servers.map(async (server) => ({
        ...server,
        mail:
          differ && server.state === 'authority' ? await mailAnswers(gathering, server.address) : undefined,
        large:
          isLarge && server.state === 'authority'
            ? await gathering.ask(gathering.domain, 'TXT', server.address)
            : undefined,
      })),
    ),
  };
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
  const familyAnswers = soas.some((other) => isIpv6(other) === isIpv6(soa) && hasSpoken(other));
  return isSilent && familyAnswers ? 'silent' : 'not-reached';
}

function isIpv6({ at = '' }: AnyAnswer): boolean {
  return at.includes(':');
}

function hasSpoken(answer: AnyAnswer): boolean {
  return answer.status === 'present' || answer.status === 'absent';
}

type Asking = Pick<Gathering, 'ask'>;

export interface FoundHost extends NameServerHost {
  addresses: string[];
}

/** The closest NS records at or above the domain; where its own lookup failed, those that the zone above delegates to. */
async function findZone(gathering: Gathering): Promise<{ zone: Name | undefined; hosts: FoundHost[] }> {
  const names = levels(gathering.domain);
  const answers = await Promise.all(names.map((name) => gathering.ask(name, 'NS')));
  const at = answers.findIndex(({ status }) => status === 'present' || status === 'failed');
  const [name, answer] = [names[at], answers[at]];
  if (name === undefined || answer === undefined) return { zone: undefined, hosts: [] };
  if (answer.status === 'failed') return delegation(gathering, name);
  const hosts = distinct(recordsOf(answer)).slice(0, MOST_HOSTS);
  return { zone: name, hosts: await Promise.all(hosts.map((host) => foundHost(gathering, host))) };
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
  return { name, state: stateWords(host), addresses: fewOf(addressesOf(host)) };
}

function stateWords(host: Host): NameServerHost['state'] {
  const state = hostState(host);
  return state === 'unknown' ? 'not-read' : state;
}

function fewOf(addresses: readonly string[]): string[] {
  const family = (v6: boolean): string[] => addresses.filter((address) => address.includes(':') === v6);
  return [...family(false).slice(0, MOST_ADDRESSES), ...family(true).slice(0, MOST_ADDRESSES)];
}

/**
 * The resolver cannot say who serves the zone, so the servers of the zone above are asked whom they delegate to. One
 * that answers is enough: what they disagree about is not this zone's trouble.
 */
export async function delegation(
  gathering: Asking,
  name: Name,
  above: Name = parentOf(name),
): Promise<{ zone: Name | undefined; hosts: FoundHost[] }> {
  const none = { zone: undefined, hosts: [] };
  const upper = recordsOf(await gathering.ask(above, 'NS'));
  const parents = await Promise.all(
    distinct(upper)
      .slice(0, MOST_HOSTS / 4)
      .map((host) => gatherHost(gathering, host)),
  );
  const addresses = parents.flatMap((host) => fewOf(addressesOf(host)).slice(0, 1));
  const said = await Promise.all(addresses.map((address) => gathering.ask(name, 'NS', address)));
  const referral = said.map((answer) => answer.referral).find((one) => one && isWithin(name, one.zone));
  if (referral === undefined || sameName(referral.zone, above)) return none;
  const hosts = referral.servers.slice(0, MOST_HOSTS);
  return {
    zone: referral.zone,
    hosts: await Promise.all(
      hosts.map(async ({ host, addresses: glue }) =>
        glue.length > 0
          ? { name: host, state: 'alive' as const, addresses: fewOf(glue) }
          : foundHost(gathering, host),
      ),
    ),
  };
}
