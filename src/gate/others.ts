import { isWithin, type Name, nameKey, questionKey, type SourcedRecord } from '../dns/index.ts';
import { dataTexts } from './base-data.ts';
import { type Given, givenZone } from './base-sets.ts';
import type { ChangedSet } from './records.ts';

type Question = Pick<ChangedSet, 'name' | 'type'>;

/** The record sets that are others after the change, of zones that are given whole on both sides, for mail or not. */
export function changedInZones(before: Given, after: Given): Question[] {
  const [old, now] = [setsOf(before), setsOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [one, other] = [old.get(key), now.get(key)];
    const { name, type } = (one ?? other)![0]!;
    const isWhole = [before, after].every(({ authority }) => givenZone(authority, name) !== undefined);
    return isWhole && textOf(one) !== textOf(other) ? [{ name, type }] : [];
  });
}

/** Each new version of a zone has another SOA. */
function setsOf({ records }: Given): Map<string, SourcedRecord[]> {
  const sets = new Map<string, SourcedRecord[]>();
  for (const record of records.filter(({ type }) => type !== 'SOA')) {
    const key = questionKey(record.name, record.type);
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [record]);
    else set.push(record);
  }
  return sets;
}

function textOf(set: readonly SourcedRecord[] = []): string {
  const [first] = set;
  return first === undefined
    ? ''
    : dataTexts(
        first.type,
        set.map(({ data }) => data),
      ).join('\n');
}

/** Those that belong to a domain: it is the nearest of all the domains above them. */
export function belongingTo(domain: Name, sets: readonly Question[], domains: readonly Name[]): Question[] {
  const below = domains.filter((one) => isWithin(one, domain) && nameKey(one) !== nameKey(domain));
  return sets.filter(({ name }) => isWithin(name, domain) && !below.some((one) => isWithin(name, one)));
}

/** What is said of changes that no audit of the domain comes to. */
export function otherMeaning(others: readonly Question[], concerning: readonly Question[]): string[] {
  const asked = new Set(concerning.map(({ name, type }) => questionKey(name, type)));
  const count = others.filter(({ name, type }) => !asked.has(questionKey(name, type))).length;
  if (count === 0) return [];
  return [
    count === 1
      ? 'elsewhere: 1 other record set changes, and does not concern mail'
      : `elsewhere: ${count} other record sets change, none concerns mail`,
  ];
}
