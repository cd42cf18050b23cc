import type { Name } from '../../dns/index.ts';
import type { FactName, Facts } from '../../facts/index.ts';
import type { AnyRule, Hit } from '../../rules/rule.ts';

/** A domain as it is and as it would be. */
export interface Change<K extends FactName = FactName> {
  domain: Name;
  before: Pick<Facts, K>;
  after: Pick<Facts, K>;
  /** Whether the given records name something, whoever asks for it: a record at a wrong place shows by that. */
  isNamed(name: Name): boolean;
}

/**
 * A rule on what neither side shows alone. Its zone texts are changes: lines that begin with “- ” are published now,
 * those with “+ ” are proposed, all others are both. Where a side was not read it is silent: the rules on that side say so.
 */
export interface ChangeRule<K extends FactName = FactName> extends Omit<AnyRule, 'applies' | 'check'> {
  id: `change/${string}`;
  needs: readonly K[];
  check(change: Change<K>): Iterable<Hit>;
}

/** Reading a fact that `needs` does not name is a compile error. */
export function defineChangeRule<const K extends FactName>(rule: ChangeRule<K>): ChangeRule<K> {
  return rule;
}
