import { type AnyAnswer, formatAddress, isWithin, type Name, sameName } from '../../dns/index.ts';
import type { AddressFacts, ReverseFacts } from '../address.ts';
import { aliasTarget, type Host } from '../hosts.ts';
import { Blocked, isUnknown, known } from '../known.ts';
import { rangesOf, unknownAddresses } from '../spf/ranges.ts';
import type { SpfNode, SpfTermFacts } from '../spf.ts';
import { localScope } from './ranges.ts';

/** An address that mail of the domain can come from over the Internet, named by itself. */
export interface Sender {
  address: string;
  /** Only `mx`, or `a` of the domain itself, leads to it: it has another work, and may never send. */
  incidental: boolean;
}

export interface Senders {
  addresses: Sender[];
  /** Failed lookups that may hide more. */
  hidden: AnyAnswer[];
}

/**
 * Servers of the domain's own that SPF lets send: single addresses and the domain's own hosts, in its record and in
 * those of its own that this one includes. A range is a provider's, and so is what stands under a provider's name.
 */
export function sendersOf(root: SpfNode, own: Name): Senders {
  const terms = ownTerms(root, own).map((facts) => withOwnHosts(facts, own));
  const found = new Map<string, Sender>();
  for (const facts of terms) {
    const incidental = isIncidental(facts, root.domain);
    for (const address of singleAddresses(facts)) {
      if (found.get(address)?.incidental !== false) found.set(address, { address, incidental });
    }
  }
  const addresses = [...found.values()].sort((a, b) => Number(a.incidental) - Number(b.incidental));
  return { addresses, hidden: terms.flatMap(blockersOf) };
}

function ownTerms(node: SpfNode, own: Name): SpfTermFacts[] {
  return node.terms.flatMap((facts) => {
    const { term, reached, node: below } = facts;
    const passes = term.kind === 'redirect' || ('qualifier' in term && term.qualifier === '+');
    if (!reached || !passes) return [];
    if (term.kind !== 'include' && term.kind !== 'redirect') return [facts];
    return below && isWithin(below.domain, own) ? [facts, ...ownTerms(below, own)] : [];
  });
}

/** Without the hosts that are somebody else's, by their names or by what they are an alias of. */
function withOwnHosts({ host, mxHosts, ...facts }: SpfTermFacts, own: Name): SpfTermFacts {
  const isOwn = (one: Host): boolean =>
    isWithin(one.name, own) && isWithin(aliasTarget(one) ?? one.name, own);
  return {
    ...facts,
    ...(host && isOwn(host) && { host }),
    ...(mxHosts && { mxHosts: mxHosts.filter(isOwn) }),
  };
}

function isIncidental({ term, target }: SpfTermFacts, domain: Name): boolean {
  return term.kind === 'mx' || (term.kind === 'a' && target !== undefined && sameName(target, domain));
}

function singleAddresses(facts: SpfTermFacts): string[] {
  const single = rangesOf(facts).filter(({ octets, prefix }) => prefix === octets.length * 8);
  return single
    .map(({ octets }) => formatAddress(octets))
    .filter((address) => localScope(address) === undefined);
}

function blockersOf(facts: SpfTermFacts): AnyAnswer[] {
  const below = facts.node && isUnknown(facts.node.answer) ? [facts.node.answer] : [];
  return [...below, ...unknownAddresses(facts)];
}

/** The senders whose reverse names were looked at. Throws where the domain's own record is not known. */
export function reverseOfSenders({ reverse, senders }: AddressFacts): ReverseFacts[] {
  known(senders);
  return reverse.filter(({ sends }) => sends);
}

export function hasSenders(facts: AddressFacts): boolean {
  return reverseOfSenders(facts).length + facts.hidden.length > 0;
}

/**
 * Throws where failed lookups hide what is to be told of a sender, or more senders. Of an incidental one that would be a
 * notice: nobody has to wait for it.
 */
export function requireReverse(facts: AddressFacts, blockers: (one: ReverseFacts) => AnyAnswer[]): void {
  const unknown = reverseOfSenders(facts)
    .filter(({ incidental }) => !incidental)
    .flatMap(blockers);
  if (facts.hidden.length + unknown.length > 0) throw new Blocked([...unknown, ...facts.hidden]);
}

/** What only may send is worth a word; mail from what SPF names as a sender is refused. */
export function severityOf(senders: readonly ReverseFacts[]): 'warning' | 'notice' {
  return senders.every(({ incidental }) => incidental) ? 'notice' : 'warning';
}

const SHOWN = 6;

/** `192.0.2.1, 192.0.2.2 and 3 more`. */
export function listedSenders(words: readonly string[]): string {
  const more = words.length > SHOWN ? ` and ${words.length - SHOWN} more` : '';
  return `${words.slice(0, SHOWN).join(', ')}${more}`;
}
