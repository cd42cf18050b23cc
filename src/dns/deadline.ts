import { failedAnswer } from './answer.ts';
import type { AnswerTo, RecordType, Resolver } from './types.ts';

/** Ends every question when the time is over: what is still open then has failed, it is not absent. */
export function withDeadline(inner: Resolver, seconds: number): { resolver: Resolver; stop: () => void } {
  let over = false;
  let expire = (): void => {};
  const expired = new Promise<'expired'>((resolve) => {
    expire = () => {
      over = true;
      resolve('expired');
    };
  });
  const timer = setTimeout(expire, seconds * 1000);
  const detail = `no answer before the ${seconds} s for this domain were over`;
  return {
    stop: () => clearTimeout(timer),
    resolver: {
      async ask<T extends RecordType>(name: string, type: T, at?: string): Promise<AnswerTo<T>> {
        const answer = over ? 'expired' : await Promise.race([inner.ask(name, type, at), expired]);
        return answer === 'expired'
          ? failedAnswer({ name, type }, { reason: 'timeout', detail }, { server: 'none' })
          : answer;
      },
    },
  };
}
