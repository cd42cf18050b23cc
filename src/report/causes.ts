import { type AnyAnswer, type FailureReason, isWithin } from '../dns/index.ts';
import type { GatheredFacts } from '../facts/index.ts';
import type { Failure } from '../facts/lookups.ts';
import { isPortClosed, serversOf } from '../facts/smtp/servers.ts';
import type { Cause, Inconclusive } from './schema/report.ts';

/**
 * Why lookups were not answered, each cause once however many lookups it hit. Named by what they have in common, the
 * same over many domains: our own server, the provider of the domain's name servers, or another zone.
 */
export function causesOf(
  { lookups, nameServers, smtp }: GatheredFacts,
  inconclusive: readonly Inconclusive[],
): Cause[] {
  const own = smtp !== undefined && isPortClosed(smtp) ? [portClosed(serversOf(smtp).length)] : [];
  return lookups === undefined ? own : [...own, ...causesOfLookups(lookups, nameServers, inconclusive)];
}

/** No mail server at all is reached: that is said of this network, not of the domain, and once for a run. */
function portClosed(lookups: number): Cause {
  return {
    kind: 'network',
    name: 'port 25',
    reason: 'unreachable',
    lookups,
    advice: 'many networks close it; run this from a machine that may send mail',
  };
}

function causesOfLookups(
  lookups: NonNullable<GatheredFacts['lookups']>,
  nameServers: GatheredFacts['nameServers'],
  inconclusive: readonly Inconclusive[],
): Cause[] {
  const open = new Set(inconclusive.map(({ name, type }) => `${name} ${type}`));
  const failures = lookups.failures.filter(({ answer }) => open.has(`${answer.name} ${answer.type}`));
  const causes = new Map<string, Cause>();
  for (const failure of failures) {
    const { reason } = failure.answer;
    const { kind, name } = blame(failure, lookups.answers, nameServers);
    const key = causeKey({ kind, name, reason });
    const cause = causes.get(key) ?? { kind, name, reason, lookups: 0, advice: adviceFor(kind, reason) };
    cause.lookups++;
    causes.set(key, cause);
  }
  return [...causes.values()].sort((a, b) => b.lookups - a.lookups);
}

/** The server that was asked is to blame where it is the way to it that fails, or where it answers nothing at all. */
function blame(
  { answer, zone }: Failure,
  answers: readonly AnyAnswer[],
  nameServers: GatheredFacts['nameServers'],
): { kind: Cause['kind']; name: string } {
  if ('file' in answer.source) return { kind: 'records', name: answer.source.file };
  const { server } = answer.source;
  if (OURS.has(answer.reason) || !answers.some((other) => hasAnswered(other, server)))
    return { kind: 'resolver', name: server };
  if (PUBLISHED.has(answer.reason)) return { kind: 'zone', name: zone };
  const provider = nameServers?.zone && isWithin(zone, nameServers.zone) ? nameServers.provider : undefined;
  return provider === undefined ? { kind: 'zone', name: zone } : { kind: 'name-servers', name: provider };
}

const OURS = new Set<FailureReason>(['unreachable', 'tls', 'http', 'forged', 'not-recorded', 'filtered']);
/** What is published in the zone is to blame, whoever serves it. */
const PUBLISHED = new Set<FailureReason>(['bogus', 'cname-loop']);

function hasAnswered(answer: AnyAnswer, server: string): boolean {
  const isAnswer = answer.status === 'present' || answer.status === 'absent';
  return isAnswer && 'server' in answer.source && answer.source.server === server;
}

type Kind = Cause['kind'];

const ADVICE: Partial<Record<FailureReason, string>> = {
  unreachable:
    'check the network and the address of the server; where port 53 is closed, ask over HTTPS: --server https://…',
  tls: 'check the name and the certificate of the server; --ca FILE trusts an authority of your own',
  http: 'check the address of the DNS-over-HTTPS service, its path included',
  forged: 'somebody may be forging answers; ask over TLS or HTTPS: --server tls://… or https://…',
  filtered: 'this resolver filters names or invents answers; ask another one: --server',
  refused: 'this server does not serve you; ask a resolver that does: --server',
  truncated: 'answers that are too large for UDP need TCP port 53, which is closed on the way',
  ambiguous: 'answers contradict each other: run again later, or ask another server: --server',
  'not-recorded': 'record the run anew: --record FILE',
};

/** Of records that are given, nobody was asked. */
const GIVEN: Partial<Record<FailureReason, string>> = {
  ambiguous:
    'these records leave open what will be answered: give the whole zone as it will be served (a zone file), or audit again once it is published',
  malformed: 'mend the line, or give a version of the file that can be read',
};

function adviceFor(kind: Kind, reason: FailureReason): string {
  if (kind === 'records') return GIVEN[reason] ?? 'mend what is given there';
  if (reason === 'refused' && kind !== 'resolver')
    return 'the server refuses it and answers others: it may be no resolver; ask one that is: --server';
  const advice = ADVICE[reason];
  if (advice !== undefined) return advice;
  if (kind === 'resolver') return 'it answers nothing: check the network, or ask another resolver: --server';
  if (reason === 'bogus') return 'its DNSSEC signatures do not hold; who runs the zone must sign it anew';
  if (reason === 'cname-loop') return 'its aliases never end; who runs the zone must point them elsewhere';
  if (reason === 'servfail' || reason === 'timeout' || reason === 'lame')
    return 'its name servers cannot be reached or do not serve it: ask who runs them, or run again later';
  return 'run again later';
}

export function causeKey({ kind, name, reason }: Pick<Cause, 'kind' | 'name' | 'reason'>): string {
  return `${kind} ${name} ${reason}`;
}

/** What a run met in more than one domain. */
export class CauseTally {
  readonly #causes = new Map<string, Cause & { domains: number }>();

  add(causes: readonly Cause[]): void {
    for (const cause of causes) {
      const key = causeKey(cause);
      const known = this.#causes.get(key);
      if (known === undefined) {
        if (this.#causes.size < MOST_CAUSES) this.#causes.set(key, { ...cause, domains: 1 });
      } else {
        known.domains++;
        known.lookups += cause.lookups;
      }
    }
  }

  /** The most frequent first. */
  shared(): (Cause & { domains: number })[] {
    const shared = [...this.#causes.values()].filter(({ domains }) => domains > 1);
    return shared
      .sort((a, b) => b.domains - a.domains || (causeKey(a) < causeKey(b) ? -1 : 1))
      .slice(0, MOST_SHARED);
  }
}

/** A run over very many broken domains needs no memory for each of their causes. */
const MOST_CAUSES = 10_000;
const MOST_SHARED = 20;
