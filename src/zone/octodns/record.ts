import type { Name } from '../../dns/name.ts';
import type { RecordType } from '../../dns/types.ts';
import { typeName } from '../../dns/wire/index.ts';
import { nearest } from '../../records/edit-distance.ts';
import { cite } from '../fields.ts';
import { isMetaType, typeCode } from '../mnemonics.ts';
import { leaveOpen } from '../reading.ts';
import { MAX_TTL } from '../seconds.ts';
import type { Place } from '../types.ts';
import { addData, dataOf, type SetHead } from '../words.ts';
import { entryOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import { isTrue } from '../yaml/scalar.ts';
import { answersInstead, formOf, KNOWN_TYPES } from './forms.ts';
import { note, type RecordState, wrong } from './state.ts';
import { noOthers, numberOf, tokensOf } from './value.ts';

const RECORD_KEYS = ['type', 'ttl', 'value', 'values', 'octodns', 'dynamic', 'geo'];

export function readRecord(
  record: RecordState,
  owner: Name | undefined,
  map: YamlMap,
  seen: Map<string, Place>,
): void {
  const { all } = record;
  const own = octodnsKeys(record, map);
  record.lenient = own.lenient;
  noOthers(record, map, RECORD_KEYS);
  const type = typeOf(record, map);
  if (type === undefined) return;
  const first = seen.get(type);
  if (first !== undefined)
    wrong(record, map, `${type} stands twice at this name`, `put its values into one, in line ${first.line}`);
  seen.set(type, map);
  const ttl = ttlOf(record, map);
  if (owner === undefined) return;
  const place = entryOf(map, 'type')!.key;
  const head = { name: owner, type, ttl: ttl ?? all.defaultTtl };
  if (own.ignored) leaveOpen(all.reading, all.file, head, typesOf(type), place, 'is ignored by OctoDNS');
  else if (formOf(type) === undefined)
    leaveOpen(all.reading, all.file, head, typesOf(type, map), place, 'is not read');
  else readValues(record, head, map);
}

/** `octodns:` tells OctoDNS and its providers how to treat a record, not what it says; two of its keys matter here. */
function octodnsKeys(record: RecordState, map: YamlMap): { lenient: boolean; ignored: boolean } {
  const node = entryOf(map, 'octodns')?.value;
  if (node !== undefined && node.kind !== 'map') wrong(record, node, '“octodns” is a mapping');
  const isOn = (key: string): boolean => {
    const value = node?.kind === 'map' ? entryOf(node, key)?.value : undefined;
    return value?.kind === 'scalar' && isTrue(value);
  };
  return { lenient: isOn('lenient'), ignored: isOn('ignored') };
}

function typeOf(record: RecordState, map: YamlMap): string | undefined {
  const value = entryOf(map, 'type')?.value;
  if (value === undefined) return wrong(record, map, 'the record has no type', 'as in type: TXT');
  if (value.kind !== 'scalar' || value.text === '')
    return wrong(record, value, '“type” is a word such as TXT');
  const { text } = value;
  if (formOf(text) !== undefined || answersInstead(text) !== undefined) return text;
  const upper = text.toUpperCase();
  const code = typeCode(text);
  if (code !== undefined && !isMetaType(code) && text === upper) return text;
  const meant = formOf(upper) ? upper : nearest(upper, KNOWN_TYPES, 1);
  return wrong(record, value, `unknown type ${cite(text)}`, meant && `did you mean ${meant}?`);
}

function ttlOf(record: RecordState, map: YamlMap): number | undefined {
  const value = entryOf(map, 'ttl')?.value;
  if (value === undefined) return undefined;
  if (value.kind !== 'scalar') return wrong(record, value, '“ttl” is a number of seconds');
  const text = numberOf(record, value, 'ttl');
  if (text === undefined) return undefined;
  // RFC 2181 §8
  if (Number(text) > MAX_TTL) return wrong(record, value, `ttl is over ${MAX_TTL}: ${cite(text)}`);
  return Number(text);
}

/** What the name answers for the type, and for those that a provider makes of it. */
function typesOf(type: string, map?: YamlMap): readonly RecordType[] {
  const code = typeCode(type);
  return saidTypes(map) ?? answersInstead(type) ?? (code === undefined ? [] : [typeName(code)]);
}

/** Route53Provider/ALIAS and its like name the type that they stand for. */
function saidTypes(map: YamlMap | undefined): RecordType[] | undefined {
  const value = map && entryOf(map, 'value')?.value;
  const said = value?.kind === 'map' ? entryOf(value, 'type')?.value : undefined;
  const code = said?.kind === 'scalar' ? typeCode(said.text) : undefined;
  return code === undefined ? undefined : [typeName(code)];
}

function readValues(record: RecordState, head: SetHead, map: YamlMap): void {
  const { all } = record;
  for (const key of ['dynamic', 'geo']) {
    const pools = entryOf(map, key);
    if (pools) note(all, pools.key, `“${key}” is not read: the record’s own values stand for it`);
  }
  const values = valuesOf(record, head.type, map);
  for (const value of values) {
    const own: RecordState = { all, lenient: record.lenient, wrong: false };
    const tokens = tokensOf(own, head.type, value);
    if (tokens === undefined || own.wrong) continue;
    const data = dataOf(all.reading, all.file, head.type, { at: value, words: tokens });
    if (data !== undefined && !record.wrong) addData(all.reading, all.file, head, value, data);
    if (all.reading.stopped) return;
  }
}

function valuesOf(record: RecordState, type: string, map: YamlMap): YamlNode[] {
  const one = entryOf(map, 'value');
  const many = entryOf(map, 'values');
  const entry = many ?? one;
  if (entry === undefined) wrong(record, map, `${type} has no value`, 'give value or values');
  else if (one !== undefined && many !== undefined)
    wrong(
      record,
      one.key,
      '“value” stands beside “values”, and OctoDNS reads only these',
      'keep one of them',
    );
  else if (formOf(type)!.one && many !== undefined)
    wrong(record, many.key, `${type} has one value`, 'write value, not values');
  else if (entry.value.kind !== 'list') return [entry.value];
  else if (entry.value.items.length === 0) wrong(record, entry.value, `“${entry.key.text}” is empty`);
  else return entry.value.items;
  return [];
}
