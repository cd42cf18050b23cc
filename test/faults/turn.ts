import { type AnyAnswer, questionKey, type Resolver } from '../../src/dns/index.ts';

/**
 * Audits take turns with the questions that are answered, and wait side by side for answers that do not come: a busy
 * machine then makes nothing late that is meant to be in time.
 */
let last: Promise<void> = Promise.resolve();

export async function turn(): Promise<() => void> {
  const before = last;
  let end = (): void => {};
  last = new Promise((resolve) => {
    end = resolve;
  });
  await before;
  return end;
}

/** Keeps the answers, and calls `idle` when only the question that is kept waiting is still open. */
export function watched(
  inner: Resolver,
  kept: string | undefined,
  idle: () => void,
): { resolver: Resolver; answers: Map<string, AnyAnswer> } {
  const open = new Set<string>();
  const answers = new Map<string, AnyAnswer>();
  const look = (): void => {
    if ([...open].every((key) => key === kept)) idle();
  };
  return {
    answers,
    resolver: {
      async ask(name, type, at) {
        const key = questionKey(name, type, at);
        open.add(key);
        const answer = await inner.ask(name, type, at);
        answers.set(key, answer);
        open.delete(key);
        look();
        return answer;
      },
    },
  };
}
