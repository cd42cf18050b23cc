import { followAliases, type Step } from './aliases.ts';
import { failedAnswer, skippedAnswer } from './answer.ts';
import type { Authority } from './authority.ts';
import { aliasBeside, besideAlias, changed } from './changed.ts';
import type { Name } from './name.ts';
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

function handedOn<T extends RecordType>(
  question: { name: Name; type: T },
  cut: Name,
  authority: Authority,
): AnswerTo<T> {
  const detail = `the change hands ${cut} to other servers: what they say cannot be seen yet`;
  return failedAnswer(question, { reason: 'ambiguous', detail }, authority.given(cut, 'NS')!.source);
}

/**
 * Lays given records over another resolver: what they speak for is answered from them, the rest is asked below.
 * Aliases are followed across the border in both directions.
 */
export function overlaid(authority: Authority, below: Resolver): Resolver {
  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const said = authority.lookup(name, type);
    const asked = { question: { name, type }, authority, live: below, after: world };
    if (said !== 'outside') {
      if (!authority.partial) return said;
      if (said.kind === 'alias') return aliasBeside(asked, said);
      return { ...said, answer: await besideAlias(asked, said.answer) };
    }
    const cut = await newCut(authority, below, name);
    if (cut !== undefined) return { kind: 'answer', answer: handedOn({ name, type }, cut, authority) };
    const live = await below.ask(name, type);
    const answer = authority.partial ? await changed(asked, live) : live;
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
