import {
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  nameOf,
  type SourcedRecord,
  sameName,
  under,
} from '../dns/index.ts';
import { nearMiss } from '../records/near-miss.ts';
import { selectSpf } from '../records/spf.ts';

/**
 * The domains that records are about, as far as mail goes: those with an MX, an SPF record or what was meant as one, a
 * policy or a key, sub-domains for bounces among them, and those of `names` (apexes, sets that a change takes). Names of
 * services (`_spf`), wildcards, and what holds a key for somebody’s alias are none.
 */
export function mailDomains(records: readonly SourcedRecord[], names: readonly Name[]): Name[] {
  const found = new Map<string, Name>();
  const keys = keyHolders(records);
  for (const name of [...names.map(servedBy), ...records.flatMap(domainOf)]) {
    const isService = labelsOf(name).some((label) => label.startsWith('_') || label === '*');
    if (!isService && !keys.has(nameKey(name))) found.set(nameKey(name), name);
  }
  return [...found.values()].toSorted(byZone);
}

/** Names at which records are given, and keys alone: a selector elsewhere is an alias of them. */
function keyHolders(records: readonly SourcedRecord[]): Set<string> {
  const isKey = (record: SourcedRecord): boolean =>
    record.type === 'TXT' && /^\s*v\s*=\s*DKIM1\b/i.test(record.data.strings.join(''));
  const keys = new Set(records.filter(isKey).map(({ name }) => nameKey(name)));
  for (const record of records) if (!isKey(record)) keys.delete(nameKey(record.name));
  return keys;
}

const MOST_SELECTORS = 100;

/** The selectors below a domain whose records are given or taken: what nobody would guess is known from them. */
export function selectorsOf(
  domain: Name,
  records: readonly { name: Name }[],
  names: readonly Name[],
): string[] {
  const base = under('_domainkey', domain);
  const below = [...names, ...records.map(({ name }) => name)].filter(
    (name) => isWithin(name, base) && !sameName(name, base) && !/^(?:\*|_)/.test(name),
  );
  const selectors = below.map((name) => nameKey(name).slice(0, -base.length - 1));
  return [...new Set(selectors)].toSorted().slice(0, MOST_SELECTORS);
}

/** Whether one of the records stands at a name. */
export function isAmong(records: readonly { name: Name }[]): (name: Name) => boolean {
  let keys: Set<string> | undefined;
  return (name) => {
    keys ??= new Set(records.map((record) => nameKey(record.name)));
    return keys.has(nameKey(name));
  };
}

/** The domain that a policy or a key is about, else the name itself. */
export function servedBy(name: Name): Name {
  const labels = labelsOf(name);
  const at = labels.findIndex((label) => /^_(?:dmarc|domainkey)$/i.test(label));
  return at === -1 ? name : nameOf(labels.slice(at + 1));
}

function domainOf(record: SourcedRecord): Name[] {
  const domain = servedBy(record.name);
  if (domain !== record.name) return [domain];
  if (record.type === 'MX') return [record.name];
  return record.type === 'TXT' && isMeantAsSpf(record.data as { strings: string[] }) ? [record.name] : [];
}

function isMeantAsSpf({ strings }: { strings: string[] }): boolean {
  const text = strings.join('');
  return selectSpf([text]).length > 0 || nearMiss(text)?.protocol === 'spf';
}

/** A domain before its sub-domains. */
function byZone(a: Name, b: Name): number {
  if (isWithin(a, b)) return 1;
  if (isWithin(b, a)) return -1;
  return nameKey(a) < nameKey(b) ? -1 : 1;
}
