import type { Asked } from './changed.ts';
import { labelsOf, nameKey, parentOf, under } from './name.ts';
import type { AnswerTo, AnyAnswer, RecordType, Resolver } from './types.ts';

/** What can be told from outside of wildcards, and of the names that exist beside them. */

/** The nearest wildcard above that has the type, or that could not be asked for. */
export async function wildcardAbove<T extends RecordType>(
  { question: { name, type } }: Asked<T>,
  world: Resolver,
): Promise<AnswerTo<T> | undefined> {
  const isWildcard = labelsOf(name)[0] === '*';
  const start = isWildcard ? parentOf(parentOf(name)) : parentOf(name);
  for (let above = start; labelsOf(above).length > 1; above = parentOf(above)) {
    const answer = await world.ask(under('*', above), type);
    if (answer.status !== 'absent' || saysSomething(answer)) return answer;
    // The wildcard exists, so the name above it does: what is higher up answers no more.
    if (isDenied(answer, 'nodata')) return undefined;
    if ((await world.ask(above, 'SOA')).status === 'present') return undefined;
  }
  return undefined;
}

/** Equal content is equal text: the fields of a type stand in one order. */
export function textOf(data: unknown): string {
  return JSON.stringify(data).toLowerCase();
}

function sameRecords<T extends RecordType>(a: AnswerTo<T>, b: AnswerTo<T>): boolean {
  const textsOf = (answer: AnswerTo<T>) => (answer.status === 'present' ? textOf(answer.records) : '');
  const targetOf = (answer: AnswerTo<T>) => nameKey(answer.chain[0]?.to ?? '');
  return a.status === b.status && textsOf(a) === textsOf(b) && targetOf(a) === targetOf(b);
}

/**
 * A live answer is a wildcard's where the wildcard says the same, and a name far below the one asked for says it as
 * well: neither the name exists then, nor a wildcard of its own, for both would end it (RFC 4592 §3.3.1, §2.1.3).
 */
export async function isSynthesised<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
): Promise<boolean> {
  const { question, live } = asked;
  const wildcard = await wildcardAbove(asked, live);
  if (wildcard === undefined || !sameRecords(wildcard, answer)) return false;
  const farBelow = under(PROBE, under('*', question.name));
  return sameRecords(await live.ask(farBelow, question.type), answer);
}

/** Nobody's label; the same in every run, so that a recording replays. */
const PROBE = 'f3c1b7a29d5e8046';

/** True where it is proven that the name does not exist, whatever a wildcard says for it. */
export async function isMissing<T extends RecordType>(
  asked: Asked<T>,
  answer: AnswerTo<T>,
): Promise<boolean> {
  const { question, live } = asked;
  if (saysSomething(answer)) return isSynthesised(asked, answer);
  if (answer.status !== 'absent') return false;
  if (isDenied(answer, 'nxdomain')) return true;
  const below = await live.ask(under(PROBE, under('*', question.name)), question.type);
  return isDenied(below, 'nodata') && (await deniesNames(asked));
}

/**
 * Whether one of the wildcards above is there and has NXDOMAIN below itself, as it must: servers that say NODATA for
 * every name (RFC 9824) prove nothing.
 */
async function deniesNames<T extends RecordType>({ question, live }: Asked<T>): Promise<boolean> {
  for (let above = parentOf(question.name); labelsOf(above).length > 1; above = parentOf(above)) {
    const below = await live.ask(under(PROBE, under('*', above)), question.type);
    if (isDenied(below, 'nxdomain')) return true;
  }
  return false;
}

/** An alias that leads nowhere is denied at its target: its own name exists. */
export function saysSomething({ status, chain }: AnyAnswer): boolean {
  return status === 'present' || (status === 'absent' && chain.length > 0);
}

export function isDenied(answer: AnyAnswer, reason: 'nxdomain' | 'nodata'): boolean {
  return answer.status === 'absent' && answer.chain.length === 0 && answer.reason === reason;
}
