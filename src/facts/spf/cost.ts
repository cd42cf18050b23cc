import { addressOctets, formatAddress } from '../../dns/index.ts';
import type { Span } from '../../records/parsed.ts';
import type { SpfTerm } from '../../records/spf/types.ts';
import { addressesOf, type Host } from '../hosts.ts';
import { isUnknown } from '../known.ts';
import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { inOrder, MAX_LOOKUPS } from './evaluate.ts';

/** What a term of the audited domain's record adds to the DNS lookups. */
export interface TermCost {
  text: string;
  span: Span;
  /** Lookups made when a receiver has read the term and all that it leads to. */
  upTo: number;
  /** A receiver that comes so far stops at the limit. */
  over: boolean;
}

/** The terms in the order of their evaluation: `redirect` comes last (RFC 7208 §6.1). */
export function costOfTerms(root: SpfNode): (TermCost & { facts: SpfTermFacts })[] {
  let upTo = 0;
  return inOrder(root.terms.filter(({ term, reached }) => reached && isRead(term))).map((facts) => {
    upTo = Math.max(upTo, lastLookup(facts));
    return { text: facts.term.text, span: facts.term.span, upTo, over: upTo > MAX_LOOKUPS, facts };
  });
}

function isRead({ kind }: SpfTerm): boolean {
  return kind !== 'exp' && kind !== 'unknown-modifier' && kind !== 'unreadable';
}

function lastLookup({ lookup = 0, node }: SpfTermFacts): number {
  return Math.max(lookup, ...(node?.terms.map(lastLookup) ?? []));
}

/** More would make the record long for little. */
const MAX_ADDRESSES = 4;

/** The `ip4` and `ip6` terms that stand for an `a` or `mx`; `undefined` where its addresses are not all known, or many. */
export function asNetworks(facts: SpfTermFacts): string | undefined {
  const { term } = facts;
  if (term.kind !== 'a' && term.kind !== 'mx') return undefined;
  const hosts = hostsOf(facts);
  if (hosts === undefined || hosts.some(({ a, aaaa }) => isUnknown(a) || isUnknown(aaaa))) return undefined;
  const addresses = [...new Set(hosts.flatMap(addressesOf))];
  if (addresses.length === 0 || addresses.length > MAX_ADDRESSES) return undefined;
  const qualifier = term.explicit ? term.qualifier : '';
  return addresses.map((address) => qualifier + network(address, term.prefix4, term.prefix6)).join(' ');
}

function hostsOf({ host, mx, mxHosts }: SpfTermFacts): Host[] | undefined {
  if (host !== undefined) return [host];
  // RFC 7505: the root is no host.
  const exchanges = mx?.status === 'present' ? mx.records.filter(({ exchange }) => exchange !== '.') : [];
  return mx?.status === 'present' && mxHosts?.length === exchanges.length ? mxHosts : undefined;
}

function network(address: string, prefix4: number, prefix6: number): string {
  const octets = addressOctets(address)!;
  const [name, prefix, whole] = octets.length === 4 ? ['ip4', prefix4, 32] : ['ip6', prefix6, 128];
  return `${name}:${formatAddress(octets)}${prefix === whole ? '' : `/${prefix}`}`;
}
