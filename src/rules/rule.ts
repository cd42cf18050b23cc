import type { Name, RecordType } from '../dns/index.ts';
import type { FactName, Facts, Section } from '../facts/index.ts';
import type { Span } from '../records/parsed.ts';

export const SEVERITIES = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who asks for it: a standard, big receivers of mail, or good practice. */
export type Basis = 'standard' | 'receiver' | 'practice';

/** What a finding is about: a record set. */
export interface Subject {
  name: Name;
  type: RecordType;
}

/** One step of a repair, in zone terms; `from` and `to` are record data as a zone file writes it. */
export interface Change {
  op: 'add' | 'replace' | 'delete';
  name: Name;
  type: RecordType;
  from?: string;
  to?: string;
}

/** What a rule has found. */
export interface Hit {
  /** One line: what is wrong here, with the numbers and names of this domain. */
  message: string;
  subject: Subject;
  /** Tells hits of one rule on one subject apart; part of the fingerprint. */
  key?: string;
  /** How bad, where that is a number: a gate calls a larger one worse. */
  measure?: number;
  /** Where the role or the circumstances weigh differently from the rule's own severity. */
  severity?: Severity;
  /** The record's text, octet for octet (latin-1), and the octets at fault. */
  record?: string;
  span?: Span;
  /** For machines: names and numbers of the message. */
  data?: Record<string, unknown>;
  /** What to do here, where it can be said better than the rule's general `fix`. */
  fix?: string;
  /** What to publish instead: never touches records that are not ours, never breaks mail. */
  changes?: Change[];
  /** `ask` where only the owner can know whether the change is right. */
  safety?: 'safe' | 'ask';
  question?: string;
}

/** What a rule sees: the audited domain, and the facts it named. */
export type Observed<K extends FactName> = Pick<Facts, K> & { domain: Name };

export interface Rule<K extends FactName = FactName> {
  /** Its file below `rules/`: `spf/lookup-limit`. Never changes, never comes back with another meaning. */
  id: `${Section | 'dns' | 'domain' | 'change' | 'message'}/${string}`;
  severity: Severity;
  basis: Basis;
  /** What a list of rules shows: a sentence without a full stop. */
  title: string;
  why: string;
  fix: string;
  /** Clauses it rests on; empty only where the basis is practice. */
  spec: readonly string[];
  needs: readonly K[];
  /** Zone text (`$ORIGIN example.com.`, a closed world) on which it fires, and on which it must not. */
  fails: string;
  passes: string;
  /** False where the rule has no subject: a rule on keys where there is none. May throw `Blocked` too. */
  applies?(facts: Observed<K>): boolean;
  /** Pure. May throw `Blocked` (through `known` and `exceeds`) where a failed lookup hides what it reads. */
  check(facts: Observed<K>): Iterable<Hit>;
}

/** Reading a fact that `needs` does not name is a compile error. */
export function defineRule<const K extends FactName>(rule: Rule<K>): Rule<K> {
  return rule;
}

/** A rule with its needs forgotten, as lists of rules hold it. */
export interface AnyRule extends Omit<Rule, 'applies' | 'check' | 'needs'> {
  needs: readonly FactName[];
  applies?(facts: never): boolean;
  check(facts: never): Iterable<Hit>;
}
