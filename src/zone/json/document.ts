import type { Name } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { isMetaType, typeCode } from '../mnemonics.ts';
import { addFault, addNote, type FileState, type Reading, startReading, stop } from '../reading.ts';
import { MAX_TTL } from '../seconds.ts';
import type { Place, ReadOptions } from '../types.ts';
import { entryOf, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { kindOf } from '../yaml/scalar.ts';
import { readJson } from './read.ts';

/** A file of JSON being read into records. */
export interface Document {
  reading: Reading;
  file: FileState;
}

export function startDocument({ file, origin, limits }: ReadOptions): Document {
  return {
    reading: startReading(origin, undefined, limits),
    file: { file, parents: [], origin, owner: undefined },
  };
}

/** The value that the text is; faults are the document's. */
export function rootOf(document: Document, text: string): YamlNode | undefined {
  const { reading, file } = document;
  const top = { line: 1, column: 1 };
  if (text.length > reading.limits.octets) {
    stop(reading, file, top, `over ${reading.limits.octets} octets: not read`);
    return undefined;
  }
  const { root, faults } = readJson(text);
  for (const trouble of faults) addFault(reading, file, trouble);
  return root;
}

export function wrong({ reading, file }: Document, at: Place, message: string, hint?: string): undefined {
  const { line, column } = at;
  addFault(reading, file, { line, column, message, ...(hint && { hint }) });
  return undefined;
}

export function note({ reading, file }: Document, at: Place, message: string, hint?: string): undefined {
  const { line, column } = at;
  addNote(reading, file, { line, column, message, ...(hint && { hint }) });
  return undefined;
}

/** What stands there, `null` being nothing. */
export function at(map: YamlMap, key: string): YamlNode | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'scalar' && kindOf(value) === 'nothing' ? undefined : value;
}

/** A value that is text; anything else there is a fault. */
export function textAt(document: Document, map: YamlMap, key: string): YamlScalar | undefined {
  const value = at(map, key);
  if (value === undefined) return wrong(document, map, `${cite(key)} is missing`);
  if (value.kind === 'scalar' && !value.plain) return value;
  return wrong(document, value, `${cite(key)} is no text`);
}

export function listAt(document: Document, map: YamlMap, key: string): YamlNode[] {
  const value = at(map, key);
  if (value === undefined) return [];
  if (value.kind === 'list') return value.items;
  wrong(document, value, `${cite(key)} is no list`);
  return [];
}

/** The objects of a list; what else stands in it is a fault. */
export function mapsAt(document: Document, map: YamlMap, key: string): YamlMap[] {
  return listAt(document, map, key).flatMap((item) => {
    if (item.kind !== 'map') wrong(document, item, `what stands here in ${cite(key)} is no object`);
    return item.kind === 'map' ? [item] : [];
  });
}

export function isTrueAt(map: YamlMap, key: string): boolean {
  const value = at(map, key);
  return value?.kind === 'scalar' && value.plain && value.text === 'true';
}

/** The TTL, or `otherwise`; without that it must be there. */
export function ttlAt(document: Document, map: YamlMap, key: string, otherwise?: number): number | undefined {
  const value = at(map, key);
  if (value === undefined && otherwise !== undefined) return otherwise;
  if (value === undefined) return wrong(document, map, `${cite(key)} is missing`, 'a number of seconds');
  const text = value.kind === 'scalar' ? value.text : '';
  if (!/^\d{1,10}$/.test(text)) return wrong(document, value, `${cite(key)} is no number of seconds`);
  // RFC 2181 §8
  if (Number(text) > MAX_TTL) return wrong(document, value, `${cite(key)} is over ${MAX_TTL}: ${cite(text)}`);
  return Number(text);
}

/** True for a type that records of a zone may have. */
export function isRecordType(type: string): boolean {
  const code = typeCode(type);
  return code !== undefined && !isMetaType(code);
}

export function skip(document: Document, at: Place, what: string, why: string): undefined {
  return note(document, at, `${what} is not read: ${why}`);
}

export function nameProblem(
  document: Document,
  at: Place,
  written: string,
  result: { problem: string; hint?: string },
): undefined {
  return wrong(document, at, `the name ${cite(written)} ${result.problem}`, result.hint);
}

export type Owner = { name: Name; type: string };
