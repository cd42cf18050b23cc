import { failedAnswer } from './answer.ts';
import { monotonicMs } from './clock.ts';
import type { AnswerTo, RecordType, Resolver } from './types.ts';

/** A time that is over once and for all. */
export interface Deadline {
  seconds: number;
  leftMs(): number;
  /** What comes of work, or `expired`: at once where the time is over, however long the work goes on. */
  race<T>(work: () => Promise<T>): Promise<T | 'expired'>;
  stop(): void;
}

export function deadlineIn(seconds: number): Deadline {
  let over = false;
  let expire = (): void => {};
  const expired = new Promise<'expired'>((resolve) => {
    expire = () => {
      over = true;
      resolve('expired');
    };
  });
  const timer = setTimeout(expire, seconds * 1000);
  const end = monotonicMs() + seconds * 1000;
  return {
    seconds,
    leftMs: () => Math.max(0, end - monotonicMs()),
    race: async (work) => (over ? 'expired' : Promise.race([work(), expired])),
    stop: () => clearTimeout(timer),
  };
}

/** Ends every question when the time is over: what is still open then has failed, it is not absent. */
export function within({ seconds, race }: Deadline, inner: Resolver): Resolver {
  const detail = `no answer before the ${seconds} s for this domain were over`;
  return {
    async ask<T extends RecordType>(name: string, type: T, at?: string): Promise<AnswerTo<T>> {
      const answer = await race(() => inner.ask(name, type, at));
      return answer === 'expired'
        ? failedAnswer({ name, type }, { reason: 'timeout', detail }, { server: 'none' })
        : answer;
    },
  };
}

/** The same with a deadline of its own. */
export function withDeadline(inner: Resolver, seconds: number): { resolver: Resolver; stop: () => void } {
  const deadline = deadlineIn(seconds);
  return { resolver: within(deadline, inner), stop: deadline.stop };
}
