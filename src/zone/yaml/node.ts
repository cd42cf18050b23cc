import type { Place } from '../types.ts';

/** What a YAML text holds, aliases and merge keys followed: text with one character an octet, as everywhere here. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar extends Place {
  kind: 'scalar';
  text: string;
  /** Written without quotes: what it looks like decides what it is to a reader of YAML 1.1. */
  plain: boolean;
}

export interface YamlList extends Place {
  kind: 'list';
  items: YamlNode[];
}

export interface YamlMap extends Place {
  kind: 'map';
  /** In the order of the file; every key once. */
  entries: YamlEntry[];
}

export interface YamlEntry {
  key: YamlScalar;
  value: YamlNode;
}

export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key.text === key);
}
