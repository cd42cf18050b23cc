import { createHash } from 'node:crypto';
import { type AnswerTo, labelsOf, type Name, parentOf, type RecordType, under } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';
import { isUnknown, recordsOf } from './known.ts';

/**
 * A name that nobody has published, to see what the DNS says of names that do not exist. Made from the name above it,
 * so that two runs ask the same question and a recording can be replayed.
 */
export function improbableName(above: Name, salt = ''): Name {
  const label = createHash('sha256').update(`mailcheck ${salt} ${above}`).digest('hex').slice(0, 16);
  return under(label, above);
}

/**
 * Asks for a record set and sees whether it is the name's own: a sibling that nobody published and that gets the same
 * records says that a wildcard answers. A zone file knows by itself; live, doubt counts as wildcard, for what is
 * proposed to be changed must be the domain's own.
 */
export async function askOwn<T extends RecordType>(
  { ask }: Pick<Gathering, 'ask'>,
  name: Name,
  type: T,
): Promise<AnswerTo<T>> {
  const parent = parentOf(name);
  // No registry answers for names that nobody has registered.
  const mayBeWildcard = labelsOf(parent).length > 1;
  const [answer, sibling] = await Promise.all([
    ask(name, type),
    mayBeWildcard ? ask(improbableName(parent, 'sibling'), type) : undefined,
  ]);
  return sibling !== undefined && isWildcards(answer, sibling) ? { ...answer, wildcard: true } : answer;
}

/** Whether a name that nobody published gets the same records, as far as that has to be asked. */
export function isWildcards<T extends RecordType>(answer: AnswerTo<T>, sibling: AnswerTo<T>): boolean {
  if (answer.status !== 'present' || 'file' in answer.source) return false;
  return isUnknown(sibling) || JSON.stringify(recordsOf(sibling)) === JSON.stringify(answer.records);
}
