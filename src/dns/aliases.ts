import { failedAnswer } from './answer.ts';
import { type Name, type NameProblem, nameKey, readName } from './name.ts';
import type { Alias, AnswerMeta, AnswerTo, RecordType, Security, Source } from './types.ts';

/** One step of resolution: an answer, or aliases whose last target has not been asked for yet. */
export type Step<T extends RecordType> =
  | {
      kind: 'answer';
      answer: AnswerTo<T>;
      /** A denial without an SOA: proper (RFC 2308 §2.2), and worth no more than the word of who gives it. */
      unproven?: boolean;
    }
  | AliasStep;

export interface AliasStep
  extends Pick<AnswerMeta, 'ttl' | 'tries' | 'anomalies' | 'source' | 'security' | 'chain' | 'wildcard'> {
  kind: 'alias';
}

/** Longer chains are not followed; RFC 1034 §3.6.2 sets no number, resolvers stop between 8 and 16. */
export const MAX_ALIASES = 16;

const NAME_PROBLEMS: Record<NameProblem, string> = {
  'empty-label': 'a label of the name is empty',
  'label-too-long': 'a label of the name is over 63 octets',
  'name-too-long': 'the name is over 255 octets',
  'bad-escape': 'an escape in the name is not complete',
  'not-octets': 'the name holds characters that are no octets',
};

/**
 * Follows aliases until there is an answer; a chain ends finished or failed, never silently empty.
 * The result carries the name first asked, the whole chain, and the sum of what it cost.
 */
export function followAliases<T extends RecordType>(
  question: { name: Name; type: T },
  step: (name: Name) => Promise<Step<T>>,
): Promise<AnswerTo<T>> {
  const read = readName(question.name);
  if ('problem' in read) {
    const detail = NAME_PROBLEMS[read.problem];
    return Promise.resolve(failedAnswer(question, { reason: 'bad-name', detail }, { server: 'none' }));
  }
  const { name } = read;
  return step(name).then((first) =>
    // Most often an answer at once, to the very question.
    first.kind === 'answer' && first.answer.chain.length === 0 && name === question.name
      ? first.answer
      : followOn(question, name, first, step),
  );
}

async function followOn<T extends RecordType>(
  question: { name: Name; type: T },
  name: Name,
  begun: Step<T>,
  step: (name: Name) => Promise<Step<T>>,
): Promise<AnswerTo<T>> {
  const chain: Alias[] = [];
  const sum = { ttl: Number.POSITIVE_INFINITY, tries: 0, anomalies: 0 };
  let first: { wildcard?: boolean } | undefined;
  let security: Security | undefined;
  for (let result = begun; ; result = await step(chain.at(-1)?.to ?? name)) {
    const said = result.kind === 'answer' ? result.answer : result;
    first ??= said.wildcard === undefined ? {} : { wildcard: said.wildcard };
    chain.push(...said.chain);
    sum.ttl = Math.min(sum.ttl, said.ttl);
    sum.tries += said.tries;
    sum.anomalies += said.anomalies;
    security = security === undefined ? said.security : weaker(security, said.security);
    const detail = brokenChain(name, chain);
    if (detail !== undefined) {
      return failedAnswer(question, { reason: 'cname-loop', detail }, said.source, { ...sum, ttl: 0, chain });
    }
    if (result.kind === 'answer') {
      const { wildcard: _ofTheTarget, ...answer } = result.answer;
      const own = aliasSource(begun, answer.source);
      return { ...answer, ...question, ...sum, ...first, ...own, security, chain } as AnswerTo<T>;
    }
  }
}

/** An alias that was only given, in a zone file, and whose end is live. */
function aliasSource({ kind, ...begun }: Step<RecordType>, end: Source): Pick<AnswerMeta, 'aliasSource'> {
  const isGiven = kind === 'alias' && 'source' in begun && 'file' in begun.source;
  return isGiven && !('file' in end) ? { aliasSource: begun.source } : {};
}

/** Of what rests on several answers no more is known than of the least of them (RFC 4035 §4.3). */
const STRENGTH: readonly Security[] = ['bogus', 'unknown', 'insecure', 'secure'];

function weaker(a: Security, b: Security): Security {
  return STRENGTH.indexOf(a) < STRENGTH.indexOf(b) ? a : b;
}

function brokenChain(name: Name, chain: readonly Alias[]): string | undefined {
  const seen = new Set([nameKey(name)]);
  for (const { to } of chain) {
    if (seen.has(nameKey(to))) return `the alias chain comes back to ${to}`;
    seen.add(nameKey(to));
  }
  return chain.length > MAX_ALIASES ? `the alias chain has more than ${MAX_ALIASES} links` : undefined;
}
