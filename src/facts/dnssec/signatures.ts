import { sameName } from '../../dns/index.ts';
import type { Rrsig } from '../../records/dnssec.ts';
import { recordsOf } from '../known.ts';
import type { SignedZone } from './zones.ts';

/** Of the signatures of one set the one that holds longest: while keys are changed there are several. */
export function longestSignatures({ zone, signatures }: SignedZone): Rrsig[] {
  const byType = new Map<string, Rrsig>();
  for (const one of signatures === undefined ? [] : recordsOf(signatures)) {
    const known = byType.get(one.typeCovered);
    if (sameName(one.signer, zone) && (known === undefined || known.expiration < one.expiration))
      byType.set(one.typeCovered, one);
  }
  return [...byType.values()].sort((a, b) => a.expiration - b.expiration);
}

/** `ending`: signers renew well before this; a tenth of the time that it was made for is left. */
export type Validity = 'good' | 'ending' | 'over';
const ENDING = 0.1;

/** A cache without validation may keep a signature as long as its TTL after a new one was made. */
export function validityOf({ inception, expiration, originalTtl }: Rrsig, now: Date): Validity {
  const seconds = now.getTime() / 1000;
  if (seconds > expiration + originalTtl) return 'over';
  return expiration - seconds < ENDING * (expiration - inception) ? 'ending' : 'good';
}
