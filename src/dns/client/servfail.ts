import type { RecordType } from '../types.ts';
import type { Failed } from './failure.ts';
import type { Lane } from './lane.ts';
import type { Cost, LookUp, LookupQuestion, Outcome, Timing } from './lookup.ts';

/** RFC 8914 §4.23–24: the resolver reached nobody who could have said anything, valid or not. */
const NOT_VALIDATION = new Set([22, 23]);

/** Milliseconds; the server has just answered, if only with SERVFAIL. */
const ONCE_MORE: Timing = { firstMs: 1500, leastMs: 1500, mostMs: 1500, totalMs: 1500 };

/**
 * Tells *bogus* from *broken* where a resolver says SERVFAIL and not why: one question with validation switched off
 * (CD, RFC 4035 §3.2.2). If that is answered and the question as before is refused again, it is validation that fails.
 */
export async function behindServfail<T extends RecordType>(
  question: LookupQuestion<T>,
  found: Outcome<T>,
  lanes: readonly Lane[],
  lookUp: LookUp,
): Promise<Outcome<T>> {
  if (!('failure' in found) || found.failure.reason !== 'servfail') return found;
  const { failure } = found;
  const lane = lanes.find(({ source }) => source.server === failure.source.server);
  if (lane === undefined || (failure.ede && NOT_VALIDATION.has(failure.ede.code))) return found;
  const unchecked = await lookUp({ ...question, checkingDisabled: true }, [lane], ONCE_MORE);
  const soFar = sum(found.cost, unchecked.cost);
  if ('failure' in unchecked) return { failure, cost: soFar };
  const again = await lookUp(question, [lane], ONCE_MORE);
  const cost = sum(soFar, again.cost);
  if ('step' in again) return { ...again, cost };
  return { failure: again.failure.reason === 'servfail' ? bogus(failure) : failure, cost };
}

function bogus(failure: Failed): Failed {
  return {
    ...failure,
    reason: 'bogus',
    detail: `${failure.detail}, and an answer with validation switched off (CD)`,
  };
}

function sum(a: Cost, b: Cost): Cost {
  return { tries: a.tries + b.tries, anomalies: a.anomalies + b.anomalies };
}
