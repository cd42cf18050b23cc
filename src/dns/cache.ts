import { questionKey } from './answer.ts';
import { monotonicMs } from './clock.ts';
import type { AnyAnswer, Resolver } from './types.ts';

export interface CacheOptions {
  /** Answers kept at most; the one longest unused goes first. */
  entries?: number;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
}

const ENTRIES = 50_000;
/** A failure is kept just long enough to spare a sick server the same question from many domains of a run. */
const FAILURE_MS = 5000;
const LEAST_MS = 1000;

/** What the audits of one run share: equal questions under way, and answers for as long as their TTL allows. */
export function cached(
  inner: Resolver,
  { entries = ENTRIES, now = () => monotonicMs() }: CacheOptions = {},
): Resolver {
  const kept = new Map<string, { answer: Promise<AnyAnswer>; until: number }>();
  const forgetOldest = (): void => {
    const oldest = kept.keys().next();
    if (kept.size > entries && !oldest.done) kept.delete(oldest.value);
  };
  return {
    ask(name, type, at) {
      const key = questionKey(name, type, at);
      const hit = kept.get(key);
      kept.delete(key);
      if (hit !== undefined && hit.until > now()) {
        kept.set(key, hit);
        return hit.answer as never;
      }
      const entry = {
        answer: inner.ask(name, type, at) as Promise<AnyAnswer>,
        until: Number.POSITIVE_INFINITY,
      };
      kept.set(key, entry);
      forgetOldest();
      const forget = (): void => {
        if (kept.get(key) === entry) kept.delete(key);
      };
      entry.answer.then((answer) => {
        entry.until = now() + lifetime(answer);
      }, forget);
      return entry.answer as never;
    },
  };
}

function lifetime(answer: AnyAnswer): number {
  return answer.status === 'failed' ? FAILURE_MS : Math.max(LEAST_MS, answer.ttl * 1000);
}
