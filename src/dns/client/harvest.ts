import { MAX_ALIASES } from '../aliases.ts';
import { sortRecords } from '../answer.ts';
import { substituted } from '../dname.ts';
import { isWithin, type Name, nameKey, sameName } from '../name.ts';
import {
  type Alias,
  type AnyRecord,
  CLASS_IN,
  type DataOf,
  type RecordType,
  type ResourceRecord,
} from '../types.ts';

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
  const plain = plainAnswer(question, section);
  if (plain !== undefined) return plain;
  const owners = byOwner(section);
  const dnames = section.filter((record) => record.type === 'DNAME').filter(isInternet);
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

/** Most answers hold what was asked for and nothing else. */
function plainAnswer<T extends RecordType>(
  { name, type }: { name: Name; type: T },
  section: readonly AnyRecord[],
): Harvest<T> | undefined {
  if (section.length === 0) return undefined;
  let ttl = Number.POSITIVE_INFINITY;
  for (const record of section) {
    if (record.type !== type || !isInternet(record) || !sameName(record.name, name)) return undefined;
    ttl = Math.min(ttl, record.ttl);
  }
  return { chain: [], records: section.map(({ data }) => data as DataOf<T>), ttl, endless: false };
}

function byOwner(section: readonly AnyRecord[]): Map<string, AnyRecord[]> {
  const owners = new Map<string, AnyRecord[]>();
  for (const record of section) {
    if (!isInternet(record)) continue;
    const key = nameKey(record.name);
    const here = owners.get(key);
    if (here === undefined) owners.set(key, [record]);
    else here.push(record);
  }
  return owners;
}

/**
 * RFC 6672 §3.1: a server that applies a DNAME sends it, and the CNAME that it stands for. The target is made anew, for
 * the server has made it of the letters of our query.
 */
function linkFrom(
  name: Name,
  here: readonly AnyRecord[],
  dnames: readonly ResourceRecord<'DNAME'>[],
): { alias: Alias; ttl: number } | undefined {
  const cnames = here.filter((record) => record.type === 'CNAME');
  const [cname] = sortRecords(cnames.map(({ data }) => data));
  if (cname === undefined) return undefined;
  const ttl = Math.min(...cnames.map((record) => record.ttl));
  const made = dnames
    .map((dname) => madeBy(dname, name))
    .find((to) => to !== undefined && sameName(to, cname.target));
  const alias: Alias =
    made === undefined
      ? { from: name, to: cname.target, kind: 'CNAME' }
      : { from: name, to: made, kind: 'DNAME' };
  return { alias, ttl };
}

function madeBy({ name: owner, data }: ResourceRecord<'DNAME'>, name: Name): Name | undefined {
  const isBelow = isWithin(name, owner) && !sameName(name, owner);
  return isBelow ? substituted(name, owner, data.target) : undefined;
}

function isInternet(record: AnyRecord): boolean {
  return record.class === CLASS_IN;
}
