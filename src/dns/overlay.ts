import { followAliases, type Step } from './aliases.ts';
import { skippedAnswer } from './answer.ts';
import type { Authority } from './authority.ts';
import { changed } from './changed.ts';
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
    const live = await below.ask(name, type);
    const answer = authority.partial
      ? await changed({ question: { name, type }, authority, live: below, after: world }, live)
      : live;
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
  const world: Resolver = {
    ask: (name, type, at) =>
      at === undefined
        ? followAliases({ name, type }, (target) => step(target, type))
        : below.ask(name, type, at),
  };
  return world;
}
