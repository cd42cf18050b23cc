/** Octets `start` (inclusive) to `end` (exclusive) of the record's joined text. */
export interface Span {
  start: number;
  end: number;
}

/** One mistake in a record, at its place. */
export interface Fault {
  /** What kind of mistake, as a slug that programs can rely on: `unknown-mechanism`, `missing-p`. */
  code: string;
  span: Span;
  /** What is wrong: short, concrete, lower case, no full stop, blames nobody. */
  message: string;
  /** What was surely meant, or what to write instead. */
  hint?: string;
  /** Text that may stand in place of the span and makes the record right there. */
  replacement?: string;
  /** What only the owner can know before the replacement is published; “yes” is for it. */
  question?: string;
}

/** Text in, value and every fault out. A parser is total: it never throws and never stops at the first mistake. */
export interface Parsed<T> {
  /** The record octet for octet (latin-1), so that spans fit. */
  text: string;
  value: T;
  faults: Fault[];
}
