import { nameKey } from '../../dns/index.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { rangesOf } from './ranges.ts';
import { type Interval, intervalOf } from './space.ts';

/** A term of one's own record that another one makes idle: without it the same clients pass. */
export interface Redundant {
  facts: SpfTermFacts;
  by: SpfTerm;
}

/**
 * Networks inside another network, and terms written twice. Only where every term passes, so that their order decides
 * nothing; networks behind an include are the service's to change, and make no term idle.
 */
export function redundantTerms(root: SpfNode): Redundant[] {
  const read = root.terms.filter(
    ({ term, reached }) => reached && 'qualifier' in term && term.kind !== 'all',
  );
  if (!read.every(({ term }) => 'qualifier' in term && term.qualifier === '+')) return [];
  return [...insideAnother(read), ...writtenTwice(read)];
}

interface Network {
  facts: SpfTermFacts;
  interval: Interval;
  bits: number;
}

/** By start, the wider first: what is inside another then follows it. */
function insideAnother(read: readonly SpfTermFacts[]): Redundant[] {
  const networks: Network[] = read
    .filter(({ term }) => term.kind === 'ip4' || term.kind === 'ip6')
    .flatMap((facts) =>
      rangesOf(facts).map((range) => ({ facts, interval: intervalOf(range), bits: range.octets.length })),
    );
  const sorted = networks.toSorted(
    (a, b) =>
      a.bits - b.bits ||
      compare(a.interval.start, b.interval.start) ||
      compare(b.interval.end, a.interval.end),
  );
  let widest: Network | undefined;
  const found: Redundant[] = [];
  for (const network of sorted) {
    if (widest?.bits === network.bits && network.interval.end <= widest.interval.end)
      found.push({ facts: network.facts, by: widest.facts.term });
    else widest = network;
  }
  return found;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

/** `a`, `mx`, `exists`, `ptr`: each costs a lookup once more. Includes have a rule of their own. */
function writtenTwice(read: readonly SpfTermFacts[]): Redundant[] {
  const first = new Map<string, SpfTerm>();
  return read.flatMap((facts) => {
    const { term } = facts;
    if (!['a', 'mx', 'exists', 'ptr'].includes(term.kind)) return [];
    const key = termKey(term);
    const by = first.get(key);
    if (by === undefined) first.set(key, term);
    return by === undefined ? [] : [{ facts, by }];
  });
}

function termKey({ text }: SpfTerm): string {
  return text.toLowerCase().replace(/^\+/, '');
}

/** Own includes of a name that an include before it asks already. */
export function repeatedIncludes(root: SpfNode): Redundant[] {
  const first = new Map<string, SpfTerm>();
  return root.terms.flatMap((facts) => {
    const { term, reached, target } = facts;
    if (!reached || term.kind !== 'include' || target === undefined) return [];
    const by = first.get(nameKey(target));
    if (by === undefined) first.set(nameKey(target), term);
    return by === undefined ? [] : [{ facts, by }];
  });
}
