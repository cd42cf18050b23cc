import type { AnyAnswer, Name } from '../../dns/index.ts';
import { isUnknown } from '../known.ts';
import { remembered } from '../remembered.ts';
import { nodesOf, type SpfNode, type SpfTermFacts, termsOf, unknownOf } from '../spf.ts';
import { inOrder } from './evaluate.ts';
import { rangesOf, unknownAddresses } from './ranges.ts';
import {
  type Bits,
  firstOwners,
  type Interval,
  intervalOf,
  joined,
  networksOf,
  type Owned,
  sizeOf,
  wholeSpace,
} from './space.ts';

/** The addresses of one family that pass. */
export interface AuthorisedSpace {
  addresses: bigint;
  /** As few networks as can be, in order; `MOST_NETWORKS` of them at most. */
  networks: string[];
}

export interface Authorised {
  ipv4: AuthorisedSpace;
  ipv6: AuthorisedSpace;
  /** What each passing term of the audited domain's own record names, and what no term before it has decided. */
  terms: { facts: SpfTermFacts; ipv4: Share; ipv6: Share }[];
  /** Terms that may let others pass, whom the DNS alone does not tell: `exists`, `ptr`, macros. */
  open: { domain: Name; facts: SpfTermFacts }[];
  /** Lookups that failed and may hide more. */
  blockedBy: AnyAnswer[];
}

export interface Share {
  addresses: bigint;
  added: bigint;
}

/** A report is read by people and kept by programs; a hostile record makes a hundred networks of one address. */
export const MOST_NETWORKS = 1000;

/** Who passes by the terms of the tree, whatever else is wrong with it (RFC 7208 §4.6.2: the first match decides). */
export function authorisedBy(root: SpfNode): Authorised {
  const four = spaceOf(root, 32);
  const six = spaceOf(root, 128);
  const named = four.terms.map(({ facts, ...ipv4 }, index) => {
    const { facts: _same, ...ipv6 } = six.terms[index]!;
    return { facts, ipv4, ipv6 };
  });
  return {
    ipv4: four.space,
    ipv6: six.space,
    terms: named.filter(({ ipv4, ipv6 }) => ipv4.addresses > 0n || ipv6.addresses > 0n),
    open: openTerms(root),
    blockedBy: [...unknownOf(root), ...[...termsOf(root)].flatMap(({ facts }) => unknownAddresses(facts))],
  };
}

function spaceOf(root: SpfNode, bits: Bits) {
  const { layers, owned, shares, passes } = decided(root, bits);
  const passing = joined(owned.filter(({ owner }) => passes(layers[owner]!.facts)));
  const networks: string[] = [];
  for (const interval of passing)
    networks.push(...networksOf(interval, bits, MOST_NETWORKS - networks.length));
  const terms = layers.flatMap(({ facts, intervals }, index) => {
    if (!passes(facts)) return [{ facts, addresses: 0n, added: 0n }];
    const added = sizeOf(shares[index]!);
    return [{ facts, addresses: sizeOf(joined(intervals.toSorted(byStart))), added }];
  });
  return { space: { addresses: sizeOf(passing), networks }, terms };
}

function byStart(a: Interval, b: Interval): number {
  return a.start < b.start ? -1 : Number(a.start > b.start);
}

const DECIDED = {
  32: remembered((node: SpfNode) => decide(node, 32)),
  128: remembered((node: SpfNode) => decide(node, 128)),
};

/** Which term decides over which addresses, of a tree that has been gathered. */
export function decided(node: SpfNode, bits: Bits): Decided {
  return DECIDED[bits](node);
}

interface Decided {
  layers: { facts: SpfTermFacts; intervals: Interval[] }[];
  owned: Owned[];
  shares: Owned[][];
  passes: (facts: SpfTermFacts) => boolean;
}

function decide(node: SpfNode, bits: Bits): Decided {
  const layers = inOrder(node.terms.filter(({ reached }) => reached)).map((facts) => ({
    facts,
    intervals: intervalsOf(facts, bits),
  }));
  const owned = firstOwners(layers.map(({ intervals }) => intervals));
  const passes = ({ term }: SpfTermFacts): boolean =>
    term.kind === 'redirect' || ('qualifier' in term && term.qualifier === '+');
  return { layers, owned, shares: sharesOf(owned, layers.length), passes };
}

/** What each layer decides over, in one turn: a hostile record has thousands. */
function sharesOf(owned: readonly Owned[], count: number): Owned[][] {
  const shares = Array.from({ length: count }, (): Owned[] => []);
  for (const one of owned) shares[one.owner]!.push(one);
  return shares;
}

function passingOf(node: SpfNode, bits: Bits): Interval[] {
  const { layers, owned, passes } = decided(node, bits);
  return joined(owned.filter(({ owner }) => passes(layers[owner]!.facts)));
}

function intervalsOf(facts: SpfTermFacts, bits: Bits): Interval[] {
  const { term, node } = facts;
  // Nothing is read behind `all`, so one that does not pass decides over nobody who passes.
  if (term.kind === 'all') return term.qualifier === '+' ? [wholeSpace(bits)] : [];
  if (term.kind === 'exists') return matchesAll(facts) ? [wholeSpace(bits)] : [];
  if (term.kind === 'include' || term.kind === 'redirect') return node ? passingOf(node, bits) : [];
  const ranges = rangesOf(facts).filter(({ octets }) => octets.length * 8 === bits);
  return ranges.map(intervalOf);
}

/** An `exists` whose name does not depend on the message is there for every client, or for none (RFC 7208 §5.7). */
export function matchesAll({ term, exists }: SpfTermFacts): boolean {
  return term.kind === 'all' || (term.kind === 'exists' && exists?.status === 'present');
}

function openTerms(root: SpfNode): { domain: Name; facts: SpfTermFacts }[] {
  return [...nodesOf(root)].flatMap(({ domain, terms }) =>
    terms.filter(isOpen).map((facts) => ({ domain, facts })),
  );
}

function isOpen({ term, reached, cut, exists }: SpfTermFacts): boolean {
  if (!reached || !('qualifier' in term) || term.qualifier !== '+') return false;
  if (term.kind === 'ptr' || cut === 'macro' || cut === 'budget') return true;
  return term.kind === 'exists' && exists !== undefined && isUnknown(exists);
}
