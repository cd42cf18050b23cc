import {
  type AnswerTo,
  absentAnswer,
  type DataOf,
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  nameOf,
  ROOT,
  sameName,
} from '../dns/index.ts';
import type { Gathering } from './gathering.ts';
import { aliasTarget, distinctNames, gatherHost, type Host, hostState } from './hosts.ts';
import { isUnknown, recordsOf } from './known.ts';
import { isProof } from './mx/exchange.ts';
import { askOwn } from './probe.ts';
import { gatherRegistration, type Registration, registrableDomain } from './registered.ts';

/**
 * `mx`: hosts are named. `null-mx`: RFC 7505, no mail wanted; `null-mx-with-others` contradicts itself.
 * `implicit`: no MX, so the domain's own address receives (RFC 5321 §5.1). `none`: nothing receives.
 */
export type MxState = 'mx' | 'null-mx' | 'null-mx-with-others' | 'implicit' | 'none' | 'unknown';

export interface MxHost extends Host {
  preference: number;
  /** Asked only where the host, or what it is an alias of, does not exist. */
  registration?: Registration;
  /** The host that is left without the domain at its end, asked only where the host does not exist. */
  withoutDomain?: Host;
}

export interface MxFacts {
  answer: AnswerTo<'MX'>;
  state: MxState;
  /** In the order of preference, equal ones by name; the null MX is no host. */
  hosts: MxHost[];
  /** How many records name hosts beyond the most that are looked at. */
  unasked: number;
  /** The domain's own addresses, which receive where there is no MX. */
  own: Host;
  /** The registered domain that the name stands below, looked for only where there is no MX: host names are such. */
  registered?: Name;
}

export async function gatherMx(gathering: Gathering): Promise<MxFacts> {
  const { domain } = gathering;
  const [answer, own] = await Promise.all([askOwn(gathering, domain, 'MX'), gatherHost(gathering, domain)]);
  const { asked, unasked } = exchangesOf(answer);
  const hosts = await Promise.all(
    asked.map((target) =>
      isProof(target.exchange)
        ? { preference: target.preference, ...proof(target.exchange, answer) }
        : gatherMxHost(gathering, target),
    ),
  );
  const state = mxState(answer, own);
  const registered = hosts.length > 0 || state === 'null-mx' ? undefined : await registeredAbove(domain);
  return { answer, state, hosts, unasked, own, ...(registered !== undefined && { registered }) };
}

/** Senders try the preferred ones; each costs up to four questions. */
const MOST_HOSTS = 15;

/** The records of the preferred hosts, all of them where one host has several, and how many are left out. */
export function exchangesOf(answer: AnswerTo<'MX'>): { asked: DataOf<'MX'>[]; unasked: number } {
  const targets = recordsOf(answer)
    .filter(({ exchange }) => exchange !== ROOT)
    .sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1));
  const names = distinctNames(targets.map(({ exchange }) => exchange)).slice(0, MOST_HOSTS);
  const keys = new Set(names.map(nameKey));
  const asked = targets.filter(({ exchange }) => keys.has(nameKey(exchange)));
  return { asked, unasked: targets.length - asked.length };
}

async function registeredAbove(domain: Name): Promise<Name | undefined> {
  const registered = await registrableDomain(domain);
  return registered === undefined || sameName(registered, domain) ? undefined : registered;
}

/** RFC 6761 §6.4: that a name below `invalid` does not exist needs no answer. */
function proof(exchange: Name, { source }: AnswerTo<'MX'>): Host {
  const absent = <T extends 'A' | 'AAAA'>(type: T): AnswerTo<T> =>
    absentAnswer({ name: exchange, type }, 'nxdomain', source);
  return { name: exchange, a: absent('A'), aaaa: absent('AAAA') };
}

async function gatherMxHost(gathering: Gathering, { preference, exchange }: DataOf<'MX'>): Promise<MxHost> {
  const host = await gatherHost(gathering, exchange);
  if (hostState(host) !== 'nxdomain') return { preference, ...host };
  const alias = aliasTarget(host);
  // Whoever made an alias of the name meant it.
  const inner = alias === undefined ? innerName(exchange, gathering.domain) : undefined;
  const [registration, withoutDomain] = await Promise.all([
    gatherRegistration(gathering, alias ?? exchange),
    inner === undefined ? undefined : gatherHost(gathering, inner),
  ]);
  return {
    preference,
    ...host,
    ...(registration && { registration }),
    ...(withoutDomain && { withoutDomain }),
  };
}

/** `mail.example.com.example.com`, `mx.vendor.example.example.com`: a dot was left out, and the zone's name was added. */
function innerName(exchange: Name, domain: Name): Name | undefined {
  if (!isWithin(exchange, domain)) return undefined;
  const inner = labelsOf(exchange).slice(0, -labelsOf(domain).length || undefined);
  return inner.length > 2 || isWithin(nameOf(inner), domain) ? nameOf(inner) : undefined;
}

function mxState(answer: AnswerTo<'MX'>, own: Host): MxState {
  if (isUnknown(answer)) return 'unknown';
  const targets = recordsOf(answer);
  const nulls = targets.filter(({ exchange }) => exchange === ROOT).length;
  if (nulls > 0) return nulls === targets.length ? 'null-mx' : 'null-mx-with-others';
  if (targets.length > 0) return 'mx';
  const state = hostState(own);
  if (state === 'unknown') return 'unknown';
  return state === 'alive' ? 'implicit' : 'none';
}
