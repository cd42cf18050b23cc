import { nameKey, ROOT } from '../../dns/name.ts';
import type { SetChange } from '../../dns/partial.ts';
import type { DataOf, RecordType } from '../../dns/types.ts';
import { typeName } from '../../dns/wire/index.ts';
import { type Document, note } from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { leaveOpen, startReading } from '../reading.ts';
import { addValue, dataOf } from '../words.ts';
import type { Given } from './given.ts';
import type { Change } from './resource.ts';

type Removes = SetChange['removes'];

/** Adds what will be, and says what goes: a set that no resource holds any more, or one record of a set. */
export function apply(document: Document, changes: readonly Change[]): void {
  const after = changes.flatMap((change) => change.after ?? []);
  const joined = new Map<string, SetChange>();
  for (const given of after) {
    addGiven(document, given);
    if (given.single && given.open === undefined) join(document, joined, given, []);
    if (document.reading.stopped) return;
  }
  const held = heldBy(after);
  for (const change of changes.filter(({ changed }) => changed))
    for (const [set, removes] of removals(document, change, held)) join(document, joined, set, removes);
}

/** The sets that will be: told, or made by a provider. */
interface Held {
  told: ReadonlySet<string>;
  open: ReadonlySet<string>;
}

function heldBy(after: readonly Given[]): Held {
  return {
    told: new Set(after.filter(({ open }) => open === undefined).map(keyOf)),
    open: new Set(after.flatMap(openSets).map(keyOf)),
  };
}

type GivenSet = Pick<Given, 'name' | 'type' | 'at'>;

function keyOf({ name, type }: Pick<Given, 'name' | 'type'>): string {
  return `${nameKey(name)} ${type}`;
}

function openSets({ name, at: place, open }: Given): GivenSet[] {
  return (open?.types ?? []).map((type) => ({ name, type, at: place }));
}

/** A set that a provider answers takes the place of whatever was there: no record is known to be missing then. */
function removals(document: Document, { before, after }: Change, held: Held): [GivenSet, Removes][] {
  const come = before?.open === undefined && after !== undefined ? openSets(after) : [];
  return [
    ...come.map((set): [GivenSet, Removes] => [set, 'unseen']),
    ...(before === undefined ? [] : leaving(document, before, held)),
  ];
}

function leaving(document: Document, before: Given, { told, open }: Held): [GivenSet, Removes][] {
  if (before.open !== undefined) {
    const sets = openSets(before).filter((set) => !open.has(keyOf(set)));
    const isTold = [...sets, { ...before, type: 'CNAME' }].some((set) => told.has(keyOf(set)));
    // Other records of the set may stand behind the proxy still.
    const removes = before.single && !isTold ? 'unseen' : 'all';
    return sets.map((set) => [set, removes]);
  }
  const key = keyOf(before);
  if (open.has(key)) return [];
  if (before.single) return [[before, dataIn(document, before)]];
  return told.has(key) ? [] : [[before, 'all']];
}

function addGiven(document: Document, given: Given): void {
  const { reading, file } = document;
  const { open, name, type, ttl } = given;
  if (type === 'SOA') {
    // With it the records would be taken for the whole zone.
    note(document, given.at, 'the SOA is not read: a plan names record sets, no zone');
    return;
  }
  if (open !== undefined) leaveOpen(reading, file, { name, type, ttl }, open.types, given.at, open.why);
  for (const value of given.values) addValue(reading, file, { name, type, ttl }, value, ROOT);
}

function dataIn({ file }: Document, { type, values }: Given): DataOf<RecordType>[] {
  const aside = startReading(undefined, undefined);
  return values.flatMap((value) => {
    const read = dataOf(aside, file, type, value, ROOT);
    return read === undefined || 'unread' in read ? [] : [read.data];
  });
}

/** One entry a set, however many resources hold its records; what says more of the whole set wins. */
function join(
  { reading, file }: Document,
  joined: Map<string, SetChange>,
  { name, type, at: { line } }: GivenSet,
  removes: Removes,
): void {
  const key = keyOf({ name, type });
  const found = joined.get(key);
  if (found === undefined) {
    const change = { name, type: typeName(typeCode(type)!), removes, file: file.file, line };
    joined.set(key, change);
    reading.zone.changes.push(change);
  } else if (typeof found.removes !== 'string' && typeof removes !== 'string')
    found.removes = [...found.removes, ...removes];
  else if (removes === 'unseen' || (removes === 'all' && found.removes !== 'unseen')) found.removes = removes;
}
