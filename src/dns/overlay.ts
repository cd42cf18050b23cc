import { followAliases, type Step } from './aliases.ts';
import { skippedAnswer } from './answer.ts';
import type { Authority } from './authority.ts';
import type { Name } from './name.ts';
import type { RecordType, Resolver } from './types.ts';

/** Resolves nothing: whatever is asked is skipped. What lies outside the given records when the run is offline. */
export const offline: Resolver = {
  ask: async (name, type) => skippedAnswer({ name, type }),
};

/**
 * Lays given records over another resolver: what they speak for is answered from them, the rest is asked below.
 * Aliases are followed across the border in both directions.
 */
export function overlaid(authority: Authority, below: Resolver): Resolver {
  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const said = authority.lookup(name, type);
    if (said !== 'outside') return said;
    const answer = await below.ask(name, type);
    // The live world may lead back into the given records: then these hold, not what is live.
    const entry = answer.chain.findIndex(({ to }) => authority.lookup(to, type) !== 'outside');
    if (entry === -1) return { kind: 'answer', answer };
    const { ttl, tries, anomalies, source, security } = answer;
    return {
      kind: 'alias',
      chain: answer.chain.slice(0, entry + 1),
      ttl,
      tries,
      anomalies,
      source,
      security,
    };
  }
  return {
    ask: (name, type, at) =>
      at === undefined
        ? followAliases({ name, type }, (target) => step(target, type))
        : below.ask(name, type, at),
  };
}
