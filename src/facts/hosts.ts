import { type AnswerTo, type AnyAnswer, labelsOf, type Name, nameKey, sameName } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';
import { isUnknown, recordsOf } from './known.ts';

/** A name and its addresses of both families. */
export interface Host {
  name: Name;
  a: AnswerTo<'A'>;
  aaaa: AnswerTo<'AAAA'>;
}

export async function gatherHost(gathering: Pick<Gathering, 'ask'>, name: Name): Promise<Host> {
  const [a, aaaa] = await Promise.all([gathering.ask(name, 'A'), gathering.ask(name, 'AAAA')]);
  return { name, a, aaaa };
}

/** Every address known, IPv4 first. */
export function addressesOf({ a, aaaa }: Pick<Host, 'a' | 'aaaa'>): string[] {
  return [...recordsOf(a), ...recordsOf(aaaa)].map(({ address }) => address);
}

/** `alive`: an address is known; `nxdomain`, `no-address`: proven to have none; `unknown`: a lookup failed. */
export type HostState = 'alive' | 'nxdomain' | 'no-address' | 'unknown';

export function hostState({ a, aaaa }: Pick<Host, 'a' | 'aaaa'>): HostState {
  if (addressesOf({ a, aaaa }).length > 0) return 'alive';
  if ([a, aaaa].some((answer) => answer.status === 'absent' && answer.reason === 'nxdomain'))
    return 'nxdomain';
  return isUnknown(a) || isUnknown(aaaa) ? 'unknown' : 'no-address';
}

/** The failed lookups that leave open whether the host has an address; none where that is known. */
export function blockersOf({ a, aaaa }: Pick<Host, 'a' | 'aaaa'>): AnyAnswer[] {
  return hostState({ a, aaaa }) === 'unknown' ? [a, aaaa].filter(isUnknown) : [];
}

/** The name that the host's addresses stand at, where the host is an alias. */
export function aliasTarget({ name, a, aaaa }: Host): Name | undefined {
  const target = (a.chain.length > 0 ? a : aaaa).chain.at(-1)?.to;
  return target === undefined || sameName(target, name) ? undefined : target;
}

/** RFC 6761 §6.3, §6.4, RFC 6762 §3, RFC 7686 §2, RFC 9476 §2: no public name server ever answers for these. */
const NEVER_PUBLIC = new Set(['localhost', 'invalid', 'local', 'onion', 'alt']);

/** The top-level label that keeps a name out of the public DNS; `example` and `test` are ordinary here. */
export function specialUse(name: Name): string | undefined {
  const top = nameKey(labelsOf(name).at(-1) ?? '');
  return NEVER_PUBLIC.has(top) ? top : undefined;
}

const SHOWN = 80;

/** A name for a sentence: a long one, which may be four times 253 characters with its escapes, loses its middle. */
export function shownName(name: Name): string {
  return name.length <= SHOWN ? name : `${name.slice(0, SHOWN / 2)}…${name.slice(-SHOWN / 2)}`;
}

export function distinctNames(names: readonly Name[]): Name[] {
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}
