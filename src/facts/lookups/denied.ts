import { type AnyAnswer, isWithin, type Name, sameName } from '../../dns/index.ts';
import { isUnknown } from '../known.ts';
import type { LookupFacts } from '../lookups.ts';

/** A name that is said not to exist, or of which nothing is known, and what was asked below it. */
export interface DeniedName {
  answer: AnyAnswer;
  /** Answers that prove names below it, from whoever denies it. */
  existing: AnyAnswer[];
  /** Lookups that failed and leave the matter open. */
  unknown: AnyAnswer[];
}

/** Of the domain and the names below it. Behind an alias, NXDOMAIN tells of the alias's target: such are left out. */
export function deniedNames({ answers }: LookupFacts, domain: Name): DeniedName[] {
  const own = answers.filter(({ name }) => isWithin(name, domain));
  const existing = own.filter(exists);
  // Where a lookup failed behind an alias, the alias is there all the same.
  const unknown = own.filter((answer) => isUnknown(answer) && !exists(answer));
  const denied = firstOfEachName(own.filter(isDenied)).map((answer) => ({
    answer,
    existing: existing.filter((one) => isBelow(one, answer) && isSameSource(one, answer)),
    unknown: unknown.filter((one) => isBelow(one, answer)),
  }));
  const silent = firstOfEachName(unknown).filter(({ name }) =>
    own.every((one) => !sameName(one.name, name) || unknown.includes(one)),
  );
  const hidden = silent.filter((answer) => existing.some((one) => isBelow(one, answer)));
  return [...denied, ...hidden.map((answer) => ({ answer, existing: [], unknown: [answer] }))];
}

/** Records or an alias of its own; an empty answer may be a server's way to say anything. */
function exists({ status, chain }: AnyAnswer): boolean {
  return status === 'present' || chain.length > 0;
}

function isDenied(answer: AnyAnswer): boolean {
  return answer.status === 'absent' && answer.reason === 'nxdomain' && answer.chain.length === 0;
}

/** The ledger is sorted: answers for one name stand together. */
function firstOfEachName(answers: readonly AnyAnswer[]): AnyAnswer[] {
  return answers.filter(({ name }, index) => index === 0 || !sameName(name, answers[index - 1]!.name));
}

function isBelow({ name }: AnyAnswer, { name: above }: AnyAnswer): boolean {
  return isWithin(name, above) && !sameName(name, above);
}

/** What a file adds to the live DNS is not there yet; and of two servers the one may know what the other does not. */
function isSameSource(one: AnyAnswer, other: AnyAnswer): boolean {
  return serverOf(one) === serverOf(other);
}

function serverOf({ aliasSource, source }: AnyAnswer): string | undefined {
  const own = aliasSource ?? source;
  return 'server' in own ? own.server : undefined;
}
