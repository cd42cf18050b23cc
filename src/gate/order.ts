import { nameKey } from '../dns/index.ts';
import type { DomainResult, Sections } from '../report/schema/report.ts';
import { overlaps, type Passing } from './authorised.ts';
import { apart } from './differences.ts';

type FactsOf<S extends 'mx' | 'spf' | 'dkim'> = NonNullable<Sections[S]>['facts'];

/** What senders use that comes and goes by a change. */
interface Moves {
  begin: string;
  end: string;
  come: string[];
  gone: string[];
}

/** In which order a change is made so that no mail is lost; nothing where it needs none. `wait`: how long caches last. */
export function orderMeaning(
  { sections: old }: DomainResult,
  { sections: now }: DomainResult,
  wait: string | undefined,
): string[] {
  const all = [
    ...(old.spf && now.spf ? [spfMoves(old.spf.facts, now.spf.facts)] : []),
    ...(old.dkim && now.dkim ? [dkimMoves(old.dkim.facts, now.dkim.facts)] : []),
  ];
  const idle = old.mx && now.mx ? idleHosts(old.mx.facts, now.mx.facts) : [];
  const pause = wait === undefined ? [] : [`wait ${wait}`];
  const gone = all.flatMap((one) => told(one.end, one.gone));
  const after = [...all.flatMap((one) => told(one.begin, one.come)), ...told('switch off', idle)];
  const held = all.filter((one) => one.come.length > 0).flatMap((one) => one.gone);
  // What comes can be used only when no cache holds the old records: what it replaces has to stay until then.
  if (held.length > 0) {
    const steps = [
      `publish with ${named(held)} still in it`,
      ...pause,
      ...after,
      ...gone,
      `take ${named(held)} out`,
    ];
    return [`order, better in two changes: ${steps.join(', then ')}`];
  }
  if (gone.length + after.length === 0) return [];
  return [`order: ${[...gone, 'publish', ...(after.length === 0 ? [] : pause), ...after].join(', then ')}`];
}

function told(verb: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${verb} ${named(items)}`];
}

/** Mail still comes to a host that caches name; one that has another name now, and its address, stays. */
function idleHosts(old: FactsOf<'mx'>, now: FactsOf<'mx'>): string[] {
  if (old.state !== 'mx' || now.state !== 'mx') return [];
  const hostsOf = ({ hosts }: FactsOf<'mx'>): string[] => hosts.map(({ host }) => host);
  const kept = new Set(now.hosts.flatMap(({ addresses }) => addresses));
  const renamed = old.hosts.filter(({ addresses }) => addresses.some((address) => kept.has(address)));
  return apart(hostsOf(old), [...hostsOf(now), ...hostsOf({ ...old, hosts: renamed })], nameKey);
}

/** Networks may be written otherwise: what comes or goes has no address in common with the other side. */
function spfMoves(old: FactsOf<'spf'>, now: FactsOf<'spf'>): Moves {
  const isRead = [old, now].every(({ outcome, authorised }) => outcome === 'valid' && authorised.exact);
  const [before, after] = [old.authorised, now.authorised];
  const distinct = (some: Passing, others: Passing): string[] =>
    isRead ? networksOf(some).filter((network) => !overlaps(others, network)) : [];
  return {
    begin: 'send from',
    end: 'stop sending from',
    come: distinct(after, before),
    gone: distinct(before, after),
  };
}

function networksOf({ ipv4, ipv6 }: Passing): string[] {
  return [...ipv4.networks, ...ipv6.networks];
}

function dkimMoves(old: FactsOf<'dkim'>, now: FactsOf<'dkim'>): Moves {
  const isRead = old.unanswered.length + now.unanswered.length === 0;
  const [before, after] = isRead ? [usable(old), usable(now)] : [[], []];
  const [come, gone] = [apart(after, before), apart(before, after)];
  return { begin: 'sign with', end: 'stop signing with', come, gone };
}

function usable({ keys }: FactsOf<'dkim'>): string[] {
  return keys
    .filter(({ status, byWildcard, given }) => status === 'ok' && (given || !byWildcard))
    .map(({ selector }) => selector);
}

const MOST_NAMED = 3;

function named(items: readonly string[]): string {
  const more = items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : '';
  return `${items.slice(0, MOST_NAMED).join(', ')}${more}`;
}
