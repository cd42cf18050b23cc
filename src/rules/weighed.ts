import type { DmarcFacts } from '../facts/dmarc.ts';
import { Blocked, isUnknown } from '../facts/known.ts';
import type { Hit } from './rule.ts';

/**
 * A weakness of SPF that DMARC makes good where it has forged mail quarantined or refused: a notice then. Where the
 * policy is not known it is told as a notice at least, and stays undecided beyond.
 */
export function* weighed({ effective, walk }: DmarcFacts, hit: Hit): Generator<Hit> {
  const policy = effective.domain;
  const mild = policy === 'quarantine' || policy === 'reject' || policy === 'unknown';
  yield { ...hit, ...(mild && { severity: 'notice' as const }) };
  if (policy === 'unknown') throw new Blocked(walk.map(({ answer }) => answer).filter(isUnknown));
}
