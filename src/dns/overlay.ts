import { followAliases, type Step } from './aliases.ts';
import { failedAnswer, skippedAnswer } from './answer.ts';
import type { Authority } from './authority.ts';
import { changed } from './changed.ts';
import { isWithin, type Name, sameName } from './name.ts';
import type { AnswerTo, RecordType, Resolver } from './types.ts';

/** Resolves nothing: whatever is asked is skipped. What lies outside the given records when the run is offline. */
export const offline: Resolver = {
  ask: async (name, type) => skippedAnswer({ name, type }),
};

/** A delegation that is given and not live yet: whoever answers today will not then. */
async function newCut(authority: Authority, below: Resolver, name: Name): Promise<Name | undefined> {
  const cut = authority.cutAbove(name);
  if (cut === undefined) return undefined;
  const { status } = await below.ask(cut, 'NS');
  return status === 'absent' ? cut : undefined;
}

function handedOn<T extends RecordType>(question: { name: Name; type: T }, cut: Name): AnswerTo<T> {
  const detail = `the change hands ${cut} to other servers: what they say cannot be seen yet`;
  return failedAnswer(question, { reason: 'ambiguous', detail }, { server: cut });
}

/** Records that are given without their zone may come to stand beside an alias that is live and stays. */
async function besideAlias<T extends RecordType>(
  authority: Authority,
  below: Resolver,
  name: Name,
  said: Step<T>,
): Promise<Step<T>> {
  const isLoose = authority.partial && !authority.zones.some((apex) => isWithin(name, apex));
  if (!isLoose || said.kind !== 'answer' || said.answer.status !== 'present') return said;
  if (said.answer.type === 'CNAME' || authority.change(name, 'CNAME') !== undefined) return said;
  const [alias] = (await below.ask(name, said.answer.type)).chain;
  const stays = alias?.kind === 'CNAME' && sameName(alias.from, name);
  return stays ? { kind: 'answer', answer: { ...said.answer, aliasConflict: name } } : said;
}

/**
 * Lays given records over another resolver: what they speak for is answered from them, the rest is asked below.
 * Aliases are followed across the border in both directions.
 */
export function overlaid(authority: Authority, below: Resolver): Resolver {
  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const said = authority.lookup(name, type);
    if (said !== 'outside') return besideAlias(authority, below, name, said);
    const cut = await newCut(authority, below, name);
    if (cut !== undefined) return { kind: 'answer', answer: handedOn({ name, type }, cut) };
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
