import type { AnswerTo } from '../dns/index.ts';
import { isIgnored } from '../records/fields.ts';
import type { FieldProtocolName } from '../records/near-miss/fields.ts';
import { type NearMissRecord, nearMissAt } from '../records/near-miss.ts';
import type { Parsed } from '../records/parsed.ts';
import { recordsOf } from './known.ts';
import { spliced } from './text-edit.ts';

/** What MTA-STS and TLS-RPT have in common: a text at a name of its own, which is read or passed over. */

export interface MeantText {
  text: string;
  miss: NearMissRecord;
}

export function textsOf(answer: AnswerTo<'TXT'>): string[] {
  return recordsOf(answer).map(({ strings }) => strings.join(''));
}

/** Texts that were meant as the record and that senders pass over, sorted. */
export function meantTexts(protocol: FieldProtocolName, texts: readonly string[]): MeantText[] {
  return texts.toSorted().flatMap((text) => {
    const miss = nearMissAt(protocol, text);
    return miss === undefined ? [] : [{ text, miss }];
  });
}

/** The record with everything put right that can be, where nothing is wrong with it then. */
export function corrected<T>(
  { text, faults }: Parsed<T>,
  parse: (text: string) => Parsed<T>,
): string | undefined {
  const edits = faults.flatMap(({ span, replacement }) =>
    replacement === undefined ? [] : [{ span, text: replacement }],
  );
  const after = spliced(text, edits);
  return parse(after).faults.every(isIgnored) ? after : undefined;
}
