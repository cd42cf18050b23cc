import { type AnyAnswer, isWithin, type Name } from '../../dns/index.ts';
import { isUnknown } from '../known.ts';
import { type SpfNode, type SpfTermFacts, termsOf, unknownOf } from '../spf.ts';
import { decided } from './authorised.ts';
import { unknownAddresses } from './ranges.ts';
import { type Bits, overlapOf, sizeOf } from './space.ts';

/** Records by which a client passes that nobody named. */

/** Addresses that hosts of the Internet have: IPv4 below its multicast (RFC 5771), IPv6 as IANA gives it out (RFC 4291 §2.4). */
const PUBLIC = {
  32: { start: 0n, end: 0xdfff_ffffn },
  128: { start: 0x2n << 124n, end: (0x4n << 124n) - 1n },
};

/** Half of the Internet is for a forger as good as all of it; what is taken away first helps nobody then. */
const MOST = 2n;

/** True where half of the hosts of IPv4 or IPv6 pass, or more: “+all”, “a/0”, an `exists` that is always there. */
export function passesEverybody(node: SpfNode): boolean {
  return openFamily(node) !== undefined;
}

/** The term that lets most of them pass, and the record it stands in; none where not everybody passes. */
export function openingTerm(node: SpfNode): { node: SpfNode; facts: SpfTermFacts } | undefined {
  const bits = openFamily(node);
  if (bits === undefined) return undefined;
  const shares = passingShares(node, bits).toSorted(
    (a, b) => Number(a.size < b.size) - Number(a.size > b.size),
  );
  const { facts } = shares[0]!;
  return (facts.node && openingTerm(facts.node)) ?? { node, facts };
}

function openFamily(node: SpfNode): Bits | undefined {
  return ([32, 128] as const).find((bits) => {
    const passing = passingShares(node, bits).reduce((sum, { size }) => sum + size, 0n);
    return passing * MOST >= sizeOf([PUBLIC[bits]]);
  });
}

/** How many hosts each passing term decides over. */
function passingShares(node: SpfNode, bits: Bits): { facts: SpfTermFacts; size: bigint }[] {
  const { layers, shares, passes } = decided(node, bits);
  return layers.flatMap(({ facts }, index) => {
    if (!passes(facts)) return [];
    return [{ facts, size: sizeOf(overlapOf(shares[index]!, PUBLIC[bits])) }];
  });
}

/** Failed lookups that may hide a term which lets everybody pass. */
export function everybodyBlockers(node: SpfNode): AnyAnswer[] {
  return [...unknownOf(node), ...[...termsOf(node)].flatMap(({ facts }) => hiddenBy(facts))];
}

/**
 * Those of them in the domain's own hands: its records, and what stands in their place by `redirect`. A provider that
 * lets everybody pass would be known for it, and one whose include times out is an everyday matter.
 */
export function ownBlockers(root: SpfNode): AnyAnswer[] {
  return ownNodes(root, root.domain).flatMap(({ answer, terms }) => [
    ...(isUnknown(answer) ? [answer] : []),
    ...terms.filter(({ reached }) => reached).flatMap(hiddenBy),
  ]);
}

function ownNodes(node: SpfNode, own: Name): SpfNode[] {
  const below = node.terms.flatMap(({ reached, term, node: next }) => {
    if (!reached || next === undefined) return [];
    return term.kind === 'redirect' || isWithin(next.domain, own) ? ownNodes(next, own) : [];
  });
  return [node, ...below];
}

function hiddenBy(facts: SpfTermFacts): AnyAnswer[] {
  const { term, exists } = facts;
  if (exists !== undefined && isUnknown(exists)) return [exists];
  const wide = (term.kind === 'a' || term.kind === 'mx') && (term.prefix4 <= 1 || term.prefix6 <= 4);
  return wide ? unknownAddresses(facts) : [];
}
