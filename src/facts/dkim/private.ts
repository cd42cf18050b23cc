import type { DkimKey } from '../../records/dkim.ts';
import type { Parsed } from '../../records/parsed.ts';
import type { DkimFacts, SelectorFacts } from '../dkim.ts';
import { isUnknown } from '../known.ts';
import { isMeantAsKey, isToBeUsed } from './keys.ts';
import { identityOf } from './modulus.ts';

/** What a selector holds of a private key at hand. `unknown`: it was not answered, or what is there cannot be read. */
export type Pairing = 'matches' | 'differs' | 'revoked' | 'absent' | 'unknown';

export function pairingAt({ answer, keys }: SelectorFacts, own: Parsed<DkimKey>): Pairing {
  if (isUnknown(answer)) return 'unknown';
  const meant = keys.filter(isMeantAsKey);
  if (meant.length === 0) return 'absent';
  const used = meant.filter(isToBeUsed);
  if (used.length === 0) return 'revoked';
  const identities = used.map(({ value }) => identityOf(value));
  if (identities.includes(identityOf(own.value))) return 'matches';
  return identities.some((identity) => identity !== undefined) ? 'differs' : 'unknown';
}

const FIRST: readonly Pairing[] = ['matches', 'unknown', 'differs', 'revoked', 'absent'];

/** The same over all the selectors that the owner names; nothing where no private key is at hand. */
export function pairingOf({
  ownKey,
  selectors,
}: Pick<DkimFacts, 'ownKey' | 'selectors'>): Pairing | undefined {
  if (ownKey === undefined) return undefined;
  const found = selectors.filter(({ given }) => given).map((at) => pairingAt(at, ownKey));
  return FIRST.find((pairing) => found.includes(pairing));
}
