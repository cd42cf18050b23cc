import { isOwn, type PublishedKey, usableKeys } from '../facts/dkim/keys.ts';
import { Blocked, known } from '../facts/known.ts';
import { met, type Records, type Told, unknown, unmet } from './profile.ts';

type Dkim = Pick<Records, 'dkim'>;

/** A key that signatures can be verified with. Whether the domain's mail is signed, its records do not show. */
export function dkimIsSetUp({ dkim }: Dkim): Told {
  const { keys, blocked } = found({ dkim });
  if (keys.length > 0) return met(`a key at ${names(keys)}`);
  if (dkim.status === 'absent') return unmet('no selector exists');
  if (blocked !== undefined) throw blocked;
  if (dkim.selectors.some((at) => at.given)) return unmet('no usable key at the selectors given');
  return unknown('no key at the usual selectors: name yours with --selector');
}

/** Names below `_domainkey` exist, whatever they are: all that can be seen without knowing a selector (RFC 8020 §2). */
export function dkimNamesExist({ dkim: { domainKey } }: Dkim): Told {
  known(domainKey);
  const isNone = domainKey.status === 'absent' && domainKey.reason === 'nxdomain';
  return isNone ? unmet('no selector exists') : met('there are names below _domainkey');
}

/** No RSA key of fewer bits. Ed25519 keys have one size, which is enough. */
export function dkimBits(least: number): (dkim: Dkim) => Told {
  return ({ dkim }) => {
    const setUp = dkimIsSetUp({ dkim });
    if (setUp.status !== 'met') return setUp;
    const { keys, blocked } = found({ dkim });
    const weak = keys.filter(({ key }) => (key.value.bits ?? least) < least && key.value.keyType === 'rsa');
    if (weak.length > 0)
      return unmet(weak.map(({ at, key }) => `${at.selector} has ${key.value.bits} bits`).join(', '));
    if (blocked !== undefined) throw blocked;
    return met(`at least ${least} bits at ${names(keys)}`);
  };
}

/** For a domain that signs nothing: no selector, or only revoked ones. */
export function dkimHasNoKey({ dkim }: Dkim): Told {
  const { keys, blocked } = found({ dkim });
  if (keys.length > 0) return unmet(`a key at ${names(keys)}`);
  if (dkim.status === 'absent') return met('no selector exists');
  if (blocked !== undefined) throw blocked;
  const byWildcard = dkim.selectors.filter((at) => !isOwn(at));
  if (
    dkim.wildcard === true &&
    byWildcard.every((at) => at.keys.every(({ value }) => value.status === 'revoked'))
  )
    return met('a wildcard revokes every selector');
  return unknown('no key at the usual selectors; others may exist');
}

/** What was found before a selector that was not answered, and that. */
function found({ dkim }: Dkim): { keys: PublishedKey[]; blocked?: Blocked } {
  const keys: PublishedKey[] = [];
  try {
    for (const key of usableKeys(dkim)) keys.push(key);
  } catch (error) {
    if (error instanceof Blocked) return { keys, blocked: error };
    throw error;
  }
  return { keys };
}

const MOST_NAMED = 3;

function names(keys: readonly PublishedKey[]): string {
  const selectors = [...new Set(keys.map(({ at }) => at.selector))];
  const more = selectors.length - MOST_NAMED;
  return `${selectors.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
