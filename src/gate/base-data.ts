import type { Step } from '../dns/aliases.ts';
import type { Alias, AnyAnswer, DataOf, RecordType } from '../dns/index.ts';
import { printData } from '../zone/index.ts';

/** What two servers must have in common to serve the same: not order, TTL, letter case of names, or how a text is cut. */

/** One record as text: equal records are equal texts. */
export function dataText(type: RecordType, data: unknown): string {
  if (type === 'TXT') return JSON.stringify((data as DataOf<'TXT'>).strings.join(''));
  return printData(type, data as never).toLowerCase();
}

export function dataTexts(type: RecordType, records: readonly unknown[]): string[] {
  return [...new Set(records.map((data) => dataText(type, data)))].toSorted();
}

/** What stands at a name, as a set of texts; an alias takes the place of the set. Undefined: nobody knows. */
export function answerTexts(answer: AnyAnswer): string[] | undefined {
  const { chain, type } = answer;
  if (answer.status !== 'present' && answer.status !== 'absent') return undefined;
  if (chain.length > 0) return aliasTexts(chain[0]!);
  return answer.status === 'absent' ? [] : dataTexts(type, answer.records);
}

export function stepTexts<T extends RecordType>(step: Step<T>): string[] | undefined {
  return step.kind === 'alias' ? aliasTexts(step.chain[0]!) : answerTexts(step.answer);
}

function aliasTexts({ kind, to }: Alias): string[] {
  return [`${kind} ${to}.`.toLowerCase()];
}
