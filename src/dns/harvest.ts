import { MAX_ALIASES } from './aliases.ts';
import { sortRecords } from './answer.ts';
import { substituted } from './dname.ts';
import { isWithin, type Name, nameKey, sameName } from './name.ts';
import type { Alias, AnyRecord, DataOf, RecordType, ResourceRecord } from './types.ts';

/** What a section of a message says about one question: aliases followed as far as they lead, then the records. */
export interface Harvest<T extends RecordType> {
  chain: Alias[];
  records: DataOf<T>[];
  /** The least TTL of what was taken; infinite where nothing was. */
  ttl: number;
  /** The chain comes back to a name it has passed, or is too long to go on. */
  endless: boolean;
  aliasConflict?: Name;
}

/**
 * Reads the records that answer a question. Only what stands at the question's name or where its aliases lead
 * is taken; anything else in the section belongs to another name and is left (RFC 2181 §5.4.1).
 */
export function harvest<T extends RecordType>(
  question: { name: Name; type: T },
  section: readonly AnyRecord[],
): Harvest<T> {
  const owners = byOwner(section);
  const dnames = section.filter((record) => record.type === 'DNAME');
  const found: Harvest<T> = { chain: [], records: [], ttl: Number.POSITIVE_INFINITY, endless: false };
  const seen = new Set<string>();
  for (let target = question.name; !found.endless; target = found.chain.at(-1)!.to) {
    seen.add(nameKey(target));
    const here = owners.get(nameKey(target)) ?? [];
    const wanted = here.filter((record) => record.type === question.type);
    const link = question.type === 'CNAME' ? undefined : linkFrom(target, here, dnames);
    if (wanted.length > 0) {
      if (link !== undefined) found.aliasConflict = target;
      found.records = wanted.map((record) => record.data as DataOf<T>);
      found.ttl = Math.min(found.ttl, ...wanted.map((record) => record.ttl));
      return found;
    }
    if (link === undefined) return found;
    found.ttl = Math.min(found.ttl, link.ttl);
    found.chain.push(link.alias);
    found.endless = seen.has(nameKey(link.alias.to)) || found.chain.length > MAX_ALIASES;
  }
  return found;
}

function byOwner(section: readonly AnyRecord[]): Map<string, AnyRecord[]> {
  const owners = new Map<string, AnyRecord[]>();
  for (const record of section) {
    const key = nameKey(record.name);
    const here = owners.get(key);
    if (here === undefined) owners.set(key, [record]);
    else here.push(record);
  }
  return owners;
}

/** RFC 6672 §3.1: a server that applies a DNAME sends it, and the CNAME that it stands for. */
function linkFrom(
  name: Name,
  here: readonly AnyRecord[],
  dnames: readonly ResourceRecord<'DNAME'>[],
): { alias: Alias; ttl: number } | undefined {
  const cnames = here.filter((record) => record.type === 'CNAME');
  const [cname] = sortRecords(cnames.map(({ data }) => data));
  if (cname === undefined) return undefined;
  const to = cname.target;
  const made = dnames.some((dname) => isBelow(name, dname.name) && isMade(name, dname, to));
  const ttl = Math.min(...cnames.map((record) => record.ttl));
  return { alias: { from: name, to, kind: made ? 'DNAME' : 'CNAME' }, ttl };
}

function isBelow(name: Name, owner: Name): boolean {
  return isWithin(name, owner) && !sameName(name, owner);
}

function isMade(name: Name, { name: owner, data }: ResourceRecord<'DNAME'>, to: Name): boolean {
  const made = substituted(name, owner, data.target);
  return made !== undefined && sameName(made, to);
}
