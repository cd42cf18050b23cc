import type { SelectorFacts } from '../dkim.ts';
import { isUnknown } from '../known.ts';

/**
 * Addresses where a key should be, by no alias and no wildcard: a proxy that hides the record behind it.
 * False, too, where that is not known.
 */
export function isProxied({ answer, a, probeA }: SelectorFacts): boolean {
  if (answer.status !== 'absent' || answer.chain.length > 0) return false;
  if (a?.status !== 'present' || a.chain.length > 0 || probeA === undefined || isUnknown(probeA))
    return false;
  return probeA.status === 'absent';
}
