import type { Name } from '../../dns/name.ts';
import type { RecordType } from '../../dns/types.ts';
import { cite } from '../fields.ts';
import { at, type Document, listAt, textAt, wrong } from '../json/document.ts';
import type { Token } from '../lexer.ts';
import type { Place } from '../types.ts';
import { stringsAt, type Value, wordAt, wordsIn } from '../words.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';
import type { Zones } from './zones.ts';

/** What one resource says: a record set, or where `single`, one record of a set. */
export interface Given {
  name: Name;
  type: string;
  ttl: number;
  at: Place;
  values: Value[];
  single: boolean;
  /** The provider makes the answer: what of the DNS it may answer, and why it is not told. */
  open?: { types: readonly RecordType[]; why: string };
}

/** A resource's values, `before` or `after`. */
export interface Resource {
  document: Document;
  /** `aws_route53_record` */
  kind: string;
  values: YamlMap;
  zones: Zones;
}

/** How a provider's resource is read. */
export interface Reader {
  /** The attributes that say what is published. */
  content: readonly string[];
  type: (resource: Resource) => string | undefined;
  read: (resource: Resource, type: string) => Given | undefined;
}

export function presentation(document: Document, text: string, place: Place): Value | undefined {
  const read = wordsIn(text, place);
  if ('words' in read) return read;
  return wrong(document, place, read.trouble.message, read.trouble.hint);
}

/** The texts of a list, each read by `one`. */
export function valuesAt(
  { document, values }: Resource,
  key: string,
  one: (scalar: YamlScalar) => Value | undefined,
): Value[] {
  return listAt(document, values, key).flatMap((item) => {
    if (item.kind === 'scalar' && !item.plain) return one(item) ?? [];
    wrong(document, item, `what stands here in ${cite(key)} is no text`);
    return [];
  });
}

export type FieldKind = 'word' | 'text' | 'strings';
export type Fields = readonly (readonly [key: string, kind: FieldKind])[];

/** One record from an object's attributes, in the order of the presentation form. */
export function fromFields(document: Document, map: YamlMap, fields: Fields): Value | undefined {
  const parts = fields.map(([key, kind]) => part(document, map, key, kind));
  if (parts.includes(undefined)) return undefined;
  return { at: map, words: parts.flatMap((words) => words ?? []) };
}

function part(document: Document, map: YamlMap, key: string, kind: FieldKind): Token[] | undefined {
  const value = at(map, key);
  if (value === undefined) return wrong(document, map, `${cite(key)} is missing`);
  if (value.kind !== 'scalar') return wrong(document, value, `${cite(key)} is neither text nor number`);
  if (kind === 'strings') return stringsAt(value, value.text);
  if (kind === 'text') return [wordAt(value, value.text, true)];
  if (value.text === '' || /\s/.test(value.text))
    return wrong(document, value, `${cite(key)} is not one word: ${cite(value.text)}`);
  return [wordAt(value, value.text)];
}

export function typeOf({ document, values }: Resource): string | undefined {
  return textAt(document, values, 'type')?.text.toUpperCase();
}

/** An attribute's text where it is known and not empty. */
export function known(map: YamlMap, key: string): string | undefined {
  const value: YamlNode | undefined = at(map, key);
  return value?.kind === 'scalar' && !value.plain && value.text !== '' ? value.text : undefined;
}

/** A block, or the only one of a list of them. */
export function blocksAt(document: Document, map: YamlMap, key: string): YamlMap[] {
  const value = at(map, key);
  if (value?.kind === 'map') return [value];
  return listAt(document, map, key).flatMap((item) => (item.kind === 'map' ? [item] : []));
}
