import type { Answer, AnyAnswer, ExtendedError, Source } from '../dns/index.ts';
import { StacklessError } from '../dns/stackless-error.ts';
import type { HttpsAnswer } from '../net/index.ts';

/** What was asked and may have told nothing: a DNS lookup, or a connection to another server. */
export interface Asked {
  name: string;
  /** The type of the records, or what was tried of a server: `GET`, `SMTP`. */
  type: string;
  status: string;
  reason?: string;
  detail?: string;
  source: Source;
  /** Packets sent, or connections made. */
  tries: number;
  ede?: ExtendedError;
}

/** A fetch as a thing that was asked. */
export function askedOf({ url, ...answer }: HttpsAnswer): Asked {
  return { name: url, type: 'GET', ...answer };
}

/** Thrown where a fact is read that no answer tells; only `judge` catches it. */
export class Blocked extends StacklessError {
  override name = 'Blocked';
  readonly by: readonly Asked[];

  constructor(by: readonly Asked[]) {
    super(`not known: ${by.map(({ name, type }) => `${name} ${type}`).join(', ')}`);
    this.by = by;
  }
}

/** True where nothing was told: the lookup failed, or was not made. */
export function isUnknown(answer: Pick<Asked, 'status'>): boolean {
  return answer.status === 'failed' || answer.status === 'skipped';
}

/** The records of an answer, `[]` where they are proven absent. Throws {@link Blocked} where nothing is known. */
export function known<T>(answer: Answer<T>): T[] {
  if (isUnknown(answer)) throw new Blocked([answer]);
  return answer.status === 'present' ? answer.records : [];
}

/** The records of an answer where there are any; for facts that are only shown and decide nothing. */
export function recordsOf<T>(answer: Answer<T>): T[] {
  return answer.status === 'present' ? answer.records : [];
}

/** A number that failed lookups could only make larger. */
export interface Count {
  atLeast: number;
  blockedBy: AnyAnswer[];
}

/** Whether a count is over a limit: decided wherever it can be, {@link Blocked} where the failed lookups decide. */
export function exceeds(count: Count, limit: number): boolean {
  if (count.atLeast > limit) return true;
  if (count.blockedBy.length > 0) throw new Blocked(count.blockedBy);
  return false;
}

/**
 * Passes on the items whose answers are known, then throws {@link Blocked} for the others: one failed lookup among
 * many hides nothing but what it would have told.
 */
export function* eachKnown<T>(items: readonly T[], answersOf: (item: T) => readonly Asked[]): Generator<T> {
  const unknown = items.flatMap((item) => answersOf(item).filter(isUnknown));
  for (const item of items) if (!answersOf(item).some(isUnknown)) yield item;
  if (unknown.length > 0) throw new Blocked(unknown);
}
