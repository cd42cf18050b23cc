import type { Limits } from './limits.ts';
import type { Accepted } from './spool.ts';

/** The messages that were accepted and are not judged yet. */
export interface Judging {
  add(message: Accepted): void;
  /** No more should be accepted. */
  isFull(): boolean;
  /**
   * Resolves once nothing waits and nothing is under way, or when the time is up: tells how many are left then, and
   * begins none of them any more.
   */
  finish(ms: number): Promise<number>;
}

export function createJudging(
  judge: (message: Accepted) => Promise<void>,
  { judgedAtOnce, judgedOctets, waiting: most }: Limits,
): Judging {
  const waiting: Accepted[] = [];
  let running = 0;
  let octets = 0;
  let idle = (): void => {};
  const hasRoomFor = ({ size }: Accepted): boolean =>
    running === 0 || (running < judgedAtOnce && octets + size <= judgedOctets);
  const next = (): void => {
    while (waiting.length > 0 && hasRoomFor(waiting[0]!)) void run(waiting.shift()!);
    if (running === 0) idle();
  };
  const run = async (message: Accepted): Promise<void> => {
    running++;
    octets += message.size;
    // What judge throws it has told of: one message takes no other with it.
    await judge(message).catch(() => {});
    running--;
    octets -= message.size;
    next();
  };
  return {
    add(message) {
      waiting.push(message);
      next();
    },
    isFull: () => waiting.length >= most,
    async finish(ms) {
      const done = new Promise<void>((resolve) => {
        idle = resolve;
      });
      next();
      await within(done, ms);
      return running + waiting.splice(0).length;
    },
  };
}

/** Waits for it, but not longer. */
export async function within(done: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, over]);
  clearTimeout(timer);
}
