import { questionKey } from './answer.ts';
import type { AnyAnswer, Resolver } from './types.ts';

/** Equal questions share one query, and its answer is kept, negative and failed ones too: one audit sees one world. */
export function memoised(inner: Resolver): Resolver & { answers(): Promise<AnyAnswer[]> } {
  const asked = new Map<string, Promise<AnyAnswer>>();
  return {
    ask(name, type, at) {
      const key = questionKey(name, type, at);
      const known = asked.get(key);
      if (known !== undefined) return known as never;
      const answer = inner.ask(name, type, at);
      asked.set(key, answer);
      return answer;
    },
    answers: async () => (await Promise.all(asked.values())).filter(({ at }) => at === undefined),
  };
}
