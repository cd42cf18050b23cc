import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../dns/clock.ts';
import { type Resolver, withDeadline } from '../dns/index.ts';
import type { Verification } from '../report/schema/verify.ts';
import { look, type Plan } from './verify.ts';

export interface Waiting {
  /** Seconds to go on asking until all agree; 0 is one look. */
  wait: number;
  /** Seconds between two looks. */
  interval: number;
  /** Seconds for one look; what has not answered then could not be asked. */
  timeout: number;
  interrupted: AbortSignal;
  onLook?: (verification: Verification, secondsLeft: number) => void;
}

/** Looks until all servers agree or the time is over; an interruption leaves the last whole look. */
export async function lookUntil(
  plan: Plan,
  resolver: Resolver,
  { wait, interval, timeout, interrupted, onLook }: Waiting,
): Promise<{ verification: Verification; rounds: number }> {
  const end = monotonicMs() + wait * 1000;
  let verification: Verification | undefined;
  for (let rounds = 1; ; rounds++) {
    const bounded = withDeadline(resolver, timeout);
    const seen = await look(plan, bounded.resolver, verification).finally(bounded.stop);
    if (interrupted.aborted) return { verification: verification ?? seen, rounds };
    verification = seen;
    const left = end - monotonicMs();
    onLook?.(seen, Math.max(0, Math.ceil(left / 1000)));
    if (seen.outcome === 'pass' || left <= 0) return { verification, rounds };
    await pause(Math.min(left, interval * 1000), undefined, { signal: interrupted }).catch(() => {});
    if (interrupted.aborted) return { verification, rounds };
  }
}
