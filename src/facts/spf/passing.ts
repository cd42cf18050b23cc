import type { AnyAnswer } from '../../dns/index.ts';
import type { Host } from '../hosts.ts';
import { recordsOf } from '../known.ts';
import { type SpfNode, type SpfTermFacts, termsOf, unknownOf } from '../spf.ts';
import { unknownAddresses } from './ranges.ts';

/** Whether somebody passes; `unknown` where a failed lookup decides. */
export type Passing = 'yes' | 'no' | 'unknown';

/** Whether some client passes by the terms of a record and of those that it leads to. */
export function passingOf({ terms }: Pick<SpfNode, 'terms'>): Passing {
  return anyOf(terms.filter(({ reached }) => reached).map(termPassing));
}

/** False only where it is proven that nobody passes. */
export function mayAnythingPass(node: Pick<SpfNode, 'terms'>): boolean {
  return passingOf(node) !== 'no';
}

/** The failed lookups that leave it open. */
export function passingBlockers(root: SpfNode): AnyAnswer[] {
  if (passingOf(root) !== 'unknown') return [];
  const named = [...termsOf(root)].flatMap(({ facts }) => [
    ...unknownAddresses(facts),
    ...(facts.exists ? [facts.exists] : []),
  ]);
  return [...unknownOf(root), ...named].filter(({ status }) => status === 'failed');
}

/** Whether some client passes by this term. */
export function termPassing(facts: SpfTermFacts): Passing {
  const { term, cut } = facts;
  if (term.kind !== 'redirect' && !('qualifier' in term && term.qualifier === '+')) return 'no';
  // What the message decides, or what is too much to follow, was written for somebody.
  if (cut !== undefined) return cut === 'macro' || cut === 'budget' ? 'yes' : 'no';
  return (PASSING[term.kind] ?? always)(facts);
}

function always(): Passing {
  return 'yes';
}

const PASSING: Partial<Record<SpfTermFacts['term']['kind'], (facts: SpfTermFacts) => Passing>> = {
  a: ({ host }) => (host ? passingHost(host) : 'unknown'),
  mx: passingMx,
  exists: ({ exists }) => passingAnswer(exists),
  include: passingBelow,
  redirect: passingBelow,
};

function passingHost(host: Host): Passing {
  return anyOf([passingAnswer(host.a), passingAnswer(host.aaaa)]);
}

/** A null MX (RFC 7505) names no host. */
function passingMx({ mx, mxHosts = [] }: SpfTermFacts): Passing {
  if (mx?.status !== 'present') return passingAnswer(mx);
  const exchanges = recordsOf(mx).filter(({ exchange }) => exchange !== '.');
  // Hosts that nobody asked for, because there are too many, may have addresses.
  return exchanges.length > mxHosts.length ? 'yes' : anyOf(mxHosts.map(passingHost));
}

/** What an offline run does not ask about was written for somebody; what failed may be empty. */
function passingAnswer(answer: AnyAnswer | undefined): Passing {
  if (answer === undefined || answer.status === 'failed') return 'unknown';
  return answer.status === 'absent' ? 'no' : 'yes';
}

/** RFC 7208 §5.2, §6.1: without just one record it is a permerror, by which nobody passes. */
function passingBelow({ node }: SpfTermFacts): Passing {
  if (node?.answer.status !== 'present') return passingAnswer(node?.answer);
  return node.record === undefined ? 'no' : passingOf(node);
}

function anyOf(all: readonly Passing[]): Passing {
  if (all.includes('yes')) return 'yes';
  return all.includes('unknown') ? 'unknown' : 'no';
}
