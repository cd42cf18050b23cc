import { type AnyAnswer, nameKey, type RecordType } from '../dns/index.ts';
import { printData } from '../zone/index.ts';
import { dataText } from './base-data.ts';

/** A record set that is another one after the change. */
export interface ChangedSet {
  name: string;
  type: RecordType;
  /** Data as a zone file writes it; null where that side could not be read. */
  before: string[] | null;
  after: string[] | null;
  /** Seconds for which the set that is replaced may stay in caches. */
  ttl: number | null;
  /** Where the proposed set is written. */
  source: { file: string; line: number } | null;
}

/** Whether a change that is given without its zone takes from a record set, or joins it. */
export type IsChanged = (set: { name: string; type: string }) => boolean;

/** What was asked on both sides and answered differently, or cannot be told of what is changed; in the order of names. */
export function changedSets(
  before: readonly AnyAnswer[],
  after: readonly AnyAnswer[],
  isChanged: IsChanged = () => false,
): ChangedSet[] {
  const old = new Map(before.map((answer) => [keyOf(answer), answer]));
  return after.flatMap((answer) => {
    const other = old.get(keyOf(answer));
    if (other === undefined) return [];
    const isUntold = answer.status === 'failed' && isChanged(answer);
    return isUntold || !isSame(other, answer) ? [changedSet(other, answer)] : [];
  });
}

function keyOf({ name, type }: AnyAnswer): string {
  return `${nameKey(name)} ${type}`;
}

function isSame(before: AnyAnswer, after: AnyAnswer): boolean {
  const [one, other] = [dataOf(before, compared), dataOf(after, compared)];
  return JSON.stringify(one) === JSON.stringify(other);
}

type Print = (type: RecordType, data: never) => string;

/**
 * Where a text is cut into strings is nobody’s business: readers join them (RFC 7208 §3.3, RFC 6376 §3.6.2.2). Nor is the
 * case of a name (RFC 4343 §3).
 */
const compared: Print = dataText;

function changedSet(before: AnyAnswer, after: AnyAnswer): ChangedSet {
  const { name, type, source } = after;
  return {
    name,
    type,
    before: dataOf(before),
    after: dataOf(after),
    ttl: before.status === 'present' && Number.isFinite(before.ttl) ? before.ttl : null,
    source: 'file' in source ? { file: source.file, line: source.line } : null,
  };
}

/** Aliases count as what they lead to, and where: a change of provider may keep every address. */
function dataOf(answer: AnyAnswer, print: Print = printData): string[] | null {
  if (answer.status !== 'present' && answer.status !== 'absent') return null;
  const aliases = answer.chain.map(({ to, kind }) => `${kind} ${print === compared ? nameKey(to) : to}.`);
  const records = answer.status === 'present' ? answer.records : [];
  const texts = records.map((data) => print(answer.type, data as never)).toSorted();
  return [...aliases, ...texts];
}
