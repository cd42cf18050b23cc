import { type Name, nameKey, ROOT } from '../../dns/name.ts';
import { typeName } from '../../dns/wire/index.ts';
import { cite } from '../fields.ts';
import {
  at,
  type Document,
  isRecordType,
  isTrueAt,
  listAt,
  mapsAt,
  nameProblem,
  note,
  rootOf,
  skip,
  startDocument,
  textAt,
  ttlAt,
  wrong,
} from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { hidingOnly, leaveOpen } from '../reading.ts';
import type { ReadOptions, ZoneText } from '../types.ts';
import { readNameBelow } from '../whole-name.ts';
import { addValue, type SetHead, wordsIn } from '../words.ts';
import type { YamlMap, YamlNode } from '../yaml/node.ts';
import { fromOctal } from './escapes.ts';

/**
 * Reads what `aws route53 list-resource-record-sets` prints (AWS CLI Command Reference): the whole hosted zone, its SOA
 * among the records. What an alias answers only Route 53 knows: it is left open. Total: faults are values.
 */
export function readRoute53(text: string, options: ReadOptions): ZoneText {
  const document = startDocument(options);
  const root = rootOf(document, text);
  if (root?.kind === 'map') readList(document, root);
  else if (root !== undefined) wrong(document, root, 'no list of Route 53: that is an object');
  return document.reading.zone;
}

interface RecordSet {
  name: Name;
  type: string;
  map: YamlMap;
  alias: YamlNode | undefined;
  /** One of several sets that take turns: weighted, by latency, by place, … */
  identifier: YamlNode | undefined;
}

function readList(document: Document, root: YamlMap): void {
  const more = at(root, 'NextToken') ?? at(root, 'NextRecordName');
  if (isTrueAt(root, 'IsTruncated') || more !== undefined)
    wrong(
      document,
      more ?? root,
      'the list is cut off: more records follow',
      'list them without --max-items',
    );
  const sets = mapsAt(document, root, 'ResourceRecordSets').flatMap((map) => setOf(document, map) ?? []);
  const aliases = new Set(sets.filter(({ alias }) => alias !== undefined).map(keyOf));
  const inTurn = new Set<string>();
  for (const set of sets) {
    if (set.identifier !== undefined && !inTurn.has(keyOf(set))) {
      inTurn.add(keyOf(set));
      note(
        document,
        set.identifier,
        'sets that answer in turn (weighted, by latency, by place) are read as one',
      );
    }
    const hides = { name: set.name, type: typeName(typeCode(set.type)!) };
    hidingOnly(document.reading, hides, () => readSet(document, set, aliases.has(keyOf(set))));
    if (document.reading.stopped) return;
  }
}

function keyOf({ name, type }: RecordSet): string {
  return `${nameKey(name)} ${type}`;
}

function setOf(document: Document, map: YamlMap): RecordSet | undefined {
  const written = textAt(document, map, 'Name');
  const type = textAt(document, map, 'Type');
  if (written === undefined || type === undefined) return undefined;
  const result = readNameBelow(fromOctal(written.text));
  if ('problem' in result) return nameProblem(document, written, written.text, result);
  if (!isRecordType(type.text)) return skip(document, type, cite(type.text), 'no type of record');
  return {
    name: result.name,
    type: type.text.toUpperCase(),
    map,
    alias: at(map, 'AliasTarget'),
    identifier: at(map, 'SetIdentifier'),
  };
}

function readSet(document: Document, { name, type, map, alias }: RecordSet, isAlias: boolean): void {
  const { reading, file } = document;
  if (isAlias) {
    const why = alias === undefined ? 'takes turns with an alias' : 'is an alias of Route 53';
    leaveOpen(reading, file, { name, type, ttl: 0 }, [typeName(typeCode(type)!)], map, why);
    return;
  }
  const ttl = ttlAt(document, map, 'TTL');
  const values = mapsAt(document, map, 'ResourceRecords');
  if (values.length === 0) {
    if (listAt(document, map, 'ResourceRecords').length === 0)
      wrong(document, map, `${type} has no value`, 'ResourceRecords holds them');
    return;
  }
  if (ttl !== undefined) for (const value of values) readValue(document, { name, type, ttl }, value);
}

function readValue(document: Document, head: SetHead, map: YamlMap): void {
  const value = textAt(document, map, 'Value');
  if (value === undefined) return;
  const read = wordsIn(fromOctal(value.text), value);
  if ('trouble' in read) wrong(document, read.trouble, read.trouble.message, read.trouble.hint);
  // Route 53 takes every name for whole, with its final dot or without.
  else addValue(document.reading, document.file, head, read, ROOT);
}
