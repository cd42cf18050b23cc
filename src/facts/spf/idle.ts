import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { termPassing } from './passing.ts';
import { rangesOf, unknownAddresses } from './ranges.ts';
import { redundantTerms, repeatedIncludes } from './redundant.ts';
import { listed } from './senders.ts';
import { type Interval, intervalOf } from './space.ts';

/**
 * Own terms that cost lookups and let nobody pass whom no other term names: names that find nothing, includes of
 * nobody or without a record, terms written twice, hosts whose addresses stand in the record already.
 */
export function idleTerms(root: SpfNode): SpfTermFacts[] {
  const repeated = new Set([...redundantTerms(root), ...repeatedIncludes(root)].map(({ facts }) => facts));
  const networks = networksOf(root);
  return root.terms.filter(
    (facts) =>
      facts.reached &&
      lookupsOf(facts) > 0 &&
      (repeated.has(facts) || isDead(facts) || isNamedIn(networks, facts)),
  );
}

/** What only the owner can answer before they go. */
export function mayTheyGo(idle: readonly SpfTermFacts[]): string {
  const texts = listed(idle.map(({ term }) => term.text));
  return idle.length === 1
    ? `${texts} names nobody, or nobody new: may it go?`
    : `${texts} name nobody, or nobody new: may they go?`;
}

/** Lookups that the term and all that it leads to cost. */
export function lookupsOf({ lookup, node, reached }: SpfTermFacts): number {
  if (!reached || lookup === undefined) return 0;
  return 1 + (node?.terms.reduce((sum, facts) => sum + lookupsOf(facts), 0) ?? 0);
}

/** Only what is proven: behind a lookup that failed somebody may stand. */
function isDead(facts: SpfTermFacts): boolean {
  const { term, node } = facts;
  if (!('qualifier' in term) || term.qualifier !== '+' || termPassing(facts) !== 'no') return false;
  if (term.kind === 'a' || term.kind === 'mx') return true;
  // A record with mistakes, or one of several, lets somebody pass when it is put right.
  return term.kind === 'include' && (node?.answer.status === 'absent' || node?.record?.faults.length === 0);
}

type Network = Interval & { bits: number };

/** What the record names by itself; nothing where a term takes away, for the order may count then. */
function networksOf(root: SpfNode): Network[] {
  const others = root.terms.filter(
    (other) => other.reached && 'qualifier' in other.term && other.term.kind !== 'all',
  );
  if (others.some((other) => 'qualifier' in other.term && other.term.qualifier !== '+')) return [];
  return others
    .filter((other) => other.term.kind === 'ip4' || other.term.kind === 'ip6')
    .flatMap(rangesOf)
    .map((range) => ({ bits: range.octets.length, ...intervalOf(range) }));
}

function isNamedIn(networks: readonly Network[], facts: SpfTermFacts): boolean {
  const { term } = facts;
  if ((term.kind !== 'a' && term.kind !== 'mx') || unknownAddresses(facts).length > 0) return false;
  const own = rangesOf(facts);
  return (
    own.length > 0 &&
    own.every((range) => {
      const { start, end } = intervalOf(range);
      return networks.some(
        (network) => network.bits === range.octets.length && network.start <= start && end <= network.end,
      );
    })
  );
}
