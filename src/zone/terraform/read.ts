import { nameKey, ROOT } from '../../dns/name.ts';
import type { SetChange } from '../../dns/partial.ts';
import type { DataOf, RecordType } from '../../dns/types.ts';
import { typeName } from '../../dns/wire/index.ts';
import { cite } from '../fields.ts';
import {
  at,
  type Document,
  isTrueAt,
  mapsAt,
  note,
  rootOf,
  startDocument,
  textAt,
  wrong,
} from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { leaveOpen, startReading } from '../reading.ts';
import type { ReadOptions, ZoneText } from '../types.ts';
import { addValue, dataOf } from '../words.ts';
import type { YamlMap } from '../yaml/node.ts';
import type { Given } from './given.ts';
import { addressOf, type Change, changeOf, looksLikeRecord, readerOf } from './resource.ts';
import { zoneNames } from './zones.ts';

/**
 * Reads a plan as `terraform show -json` prints it (Terraform, “JSON Output Format”): the record sets that its resources
 * will be, changed or not. No zone is whole: what no resource holds stays as it is live. Total: faults are values.
 */
export function readTerraform(text: string, options: ReadOptions): ZoneText {
  const document = startDocument(options);
  const root = rootOf(document, text);
  if (root?.kind === 'map') readPlan(document, root);
  else if (root !== undefined) wrong(document, root, 'no plan of Terraform: that is an object');
  return document.reading.zone;
}

function readPlan(document: Document, root: YamlMap): void {
  const version = textAt(document, root, 'format_version');
  if (version !== undefined && !/^[01]\./.test(version.text))
    wrong(document, version, `version ${cite(version.text)} of this format is not known here`);
  if (at(root, 'resource_changes') === undefined && at(root, 'values') !== undefined)
    wrong(document, root, 'a state, no plan', 'terraform plan -out=PLAN, then terraform show -json PLAN');
  if (isTrueAt(root, 'errored')) wrong(document, root, 'the plan ended with an error: it is not whole');
  const zones = zoneNames(document, root);
  const changes: Change[] = [];
  for (const map of mapsAt(document, root, 'resource_changes')) {
    const kind = textAt(document, map, 'type')?.text;
    if (kind === undefined || isData(map)) continue;
    if (readerOf(kind) !== undefined)
      changes.push(changeOf(document, map, kind, zones) ?? { changed: false });
    else if (looksLikeRecord(kind))
      note(document, map, `${addressOf(map)} is not read: ${cite(kind)} is not known here`);
    if (document.reading.stopped) return;
  }
  apply(document, changes);
}

function isData(map: YamlMap): boolean {
  const mode = at(map, 'mode');
  return mode?.kind === 'scalar' && mode.text === 'data';
}

/** Adds what will be, and says what goes: a set that no resource holds any more, or one record of a set. */
function apply(document: Document, changes: readonly Change[]): void {
  const after = changes.flatMap((change) => change.after ?? []);
  const held = new Set(after.map(keyOf));
  const joined = new Map<string, SetChange>();
  for (const given of after) {
    addGiven(document, given);
    if (given.single && given.open === undefined) join(document, joined, given, []);
    if (document.reading.stopped) return;
  }
  for (const { before, changed } of changes) {
    if (before === undefined || !changed) continue;
    if (before.single) join(document, joined, before, dataIn(document, before));
    else if (!held.has(keyOf(before))) join(document, joined, before, 'all');
  }
}

function keyOf({ name, type }: Given): string {
  return `${nameKey(name)} ${type}`;
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

/** One entry a set, however many resources hold its records. */
function join(
  { reading, file }: Document,
  joined: Map<string, SetChange>,
  given: Given,
  removes: 'all' | DataOf<RecordType>[],
): void {
  const key = keyOf(given);
  const found = joined.get(key);
  if (found === undefined) {
    const change = {
      name: given.name,
      type: typeName(typeCode(given.type)!),
      removes,
      file: file.file,
      line: given.at.line,
    };
    joined.set(key, change);
    reading.zone.changes.push(change);
  } else if (found.removes !== 'all' && removes !== 'all') found.removes = [...found.removes, ...removes];
}
