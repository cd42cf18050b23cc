import { isWithin, type Name } from '../../dns/index.ts';
import { type DkimKey, parseDkimKey } from '../../records/dkim.ts';
import type { Parsed } from '../../records/parsed.ts';
import type { DkimFacts, SelectorFacts } from '../dkim.ts';
import { Blocked, eachKnown, isUnknown } from '../known.ts';

/** `Blocked` where no probe was answered: what stands at many names may then be one wildcard's. */
export function knownWildcard({ wildcard, probes }: Pick<DkimFacts, 'wildcard' | 'probes'>): boolean {
  if (wildcard === 'unknown') throw new Blocked(probes.filter(isUnknown));
  return wildcard;
}

/** A key record, and where it stands. */
export interface PublishedKey {
  at: SelectorFacts;
  key: Parsed<DkimKey>;
}

/** False for a guess that a wildcard answers: nobody published a key there. */
export function isOwn({ given, byWildcard }: Pick<SelectorFacts, 'given' | 'byWildcard'>): boolean {
  return given || !byWildcard;
}

/** RFC 6376 §3.6.1 makes `v` optional, so any tag list could be a key: one that names another protocol is none. */
export function isMeantAsKey({ value }: Parsed<DkimKey>): boolean {
  if (value.version !== undefined) return /^["']?dkim/i.test(value.version);
  return value.tags.some(({ name }) => name === 'p' || name === 'k');
}

/** A revoked key is as good as none (RFC 6376 §3.6.1), whatever else its record says. */
export function isToBeUsed(key: Parsed<DkimKey>): boolean {
  const values = key.value.tags.flatMap(({ name, value }) => (name === 'p' ? [value] : []));
  return isMeantAsKey(key) && (values.length !== 1 || values[0] !== '');
}

/** The keys to judge, then `Blocked` for the selectors that were not answered. */
export function* publishedKeys({ selectors }: DkimFacts): Generator<PublishedKey> {
  for (const at of eachKnown(selectors, ({ answer }) => [answer])) {
    if (!isOwn(at) || halvesOf(at) !== undefined) continue;
    for (const key of at.keys) if (isToBeUsed(key)) yield { at, key };
  }
}

/** Whether there is a key to judge, or a failed lookup may hide one. */
export function mayHaveKeys({ selectors }: DkimFacts): boolean {
  return selectors.some((at) => isUnknown(at.answer) || (isOwn(at) && at.keys.some(isToBeUsed)));
}

/** One key that was cut into two TXT records, where RFC 6376 §3.6.2.2 wants two strings of one record. */
export interface Halves {
  first: string;
  second: string;
  joined: string;
}

export function halvesOf({ keys }: Pick<SelectorFacts, 'keys'>): Halves | undefined {
  const [one, two, ...more] = keys;
  if (one === undefined || two === undefined || more.length > 0) return undefined;
  if (one.value.status === 'ok' || two.value.status === 'ok') return undefined;
  return joining(one.text, two.text) ?? joining(two.text, one.text);
}

function joining(first: string, second: string): Halves | undefined {
  const joined = first + second;
  const { value, faults } = parseDkimKey(joined);
  return value.status === 'ok' && faults.length === 0 ? { first, second, joined } : undefined;
}

/** Whether a selector is an alias that leaves the domain: only whoever it leads to can change the key. */
export function isManaged({ answer }: Pick<SelectorFacts, 'answer'>, domain: Name): boolean {
  const target = answer.chain.at(-1)?.to;
  return target !== undefined && !isWithin(target, domain);
}

/** The keys whose records the domain's owner can change: of the others only what matters is told. */
export function* keysInHand(dkim: DkimFacts, domain: Name): Generator<PublishedKey> {
  for (const published of publishedKeys(dkim)) if (!isManaged(published.at, domain)) yield published;
}

/** Selectors of the domain's own at which verifiers find a usable key; `Blocked` for those not answered comes last. */
export function* usableKeys(dkim: DkimFacts): Generator<PublishedKey> {
  for (const published of publishedKeys(dkim)) if (published.key.value.status === 'ok') yield published;
}
