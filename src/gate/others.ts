import {
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  questionKey,
  type SourcedRecord,
  sameName,
} from '../dns/index.ts';
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
    return isWhole && isRead(before, { name, type }) && textOf(one) !== textOf(other) ? [{ name, type }] : [];
  });
}

/** What was not read is told as that: whether it changes is not known. */
function isRead({ authority }: Given, { name, type }: Question): boolean {
  const said = authority.lookup(name, type);
  return said === 'outside' || said.kind === 'alias' || said.answer.status !== 'failed';
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

/** Changes that no audit of the domain comes to, and what was not read and may change. */
export interface OtherChanges {
  /** Those that mail may rest on. */
  unjudged: Question[];
  /** What is said of them and of the rest. */
  words: string[];
}

export function otherChanges(
  domain: Name,
  others: readonly Question[],
  concerning: readonly Question[],
  unread: readonly Question[] = [],
): OtherChanges {
  const left = others.filter((set) => !concerning.some((one) => isToldBy(one, set)));
  const carrying = left.filter((set) => mayCarryMail(set, [domain, ...concerning.map(({ name }) => name)]));
  const unjudged = [...carrying, ...unread];
  const count = left.length - carrying.length;
  const words = [
    ...(unjudged.length === 0 ? [] : [`not judged: ${named(unjudged)}, which mail may rest on`]),
    ...(count === 0 ? [] : [`elsewhere: ${elsewhere(count)}`]),
  ];
  return { unjudged, words };
}

/** The very set, or an alias at a name whose result is told as another one. */
function isToldBy(told: Question, set: Question): boolean {
  return sameName(told.name, set.name) && (told.type === set.type || set.type === 'CNAME');
}

/** Where the services of mail keep their records: other domains’ keys and permissions among them. */
const SERVICES: readonly string[] = ['_domainkey', '_dmarc', '_mta-sts', '_smtp'];

/** What hands asked names to other servers, and what stands where mail looks. */
function mayCarryMail({ name, type }: Question, asked: readonly Name[]): boolean {
  if (labelsOf(nameKey(name)).some((label) => SERVICES.includes(label))) return true;
  if (type === 'CNAME') return asked.some((one) => sameName(one, name));
  return (type === 'NS' || type === 'DNAME') && asked.some((one) => isWithin(one, name));
}

const MOST_NAMED = 3;

function named(sets: readonly Question[]): string {
  const more = sets.length > MOST_NAMED ? ` and ${sets.length - MOST_NAMED} more` : '';
  const names = sets.slice(0, MOST_NAMED).map(({ name, type }) => `${name} ${type}`);
  return `${names.join(', ')}${more}`;
}

function elsewhere(count: number): string {
  return count === 1
    ? '1 other record set changes, and does not concern mail'
    : `${count} other record sets change, none concerns mail`;
}
