import type { Alias, Document, Node, ParsedNode } from 'yaml';
import { cite } from '../fields.ts';
import type { Place, Trouble } from '../types.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';

type Yaml = typeof import('yaml');
type PlaceOf = (offset: number) => Place;

/** Merge keys multiply: a text of a few lines could stand for millions of entries. */
const MOST_MERGED = 100_000;

/** The library's tree → ours: aliases and merge keys followed, tags and keys checked. */
export function makeNodes(
  yaml: Yaml,
  document: Document.Parsed,
  contents: Node,
  placeOf: PlaceOf,
): { root: YamlNode; faults: Trouble[] } {
  const targets = targetsIn(yaml, document);
  const making: Making = { yaml, placeOf, targets, made: new Map(), merged: 0, faults: [] };
  return { root: nodeOf(making, contents), faults: making.faults };
}

interface Making {
  yaml: Yaml;
  placeOf: PlaceOf;
  targets: Map<Alias, Node>;
  /** An aliased node is made once, however often it is named; `undefined` while it is being made. */
  made: Map<Node, YamlNode | undefined>;
  merged: number;
  faults: Trouble[];
}

/** An alias means the last anchor of its name before it (YAML 1.1 §3.2.2.2). One pass: the library searches for each. */
function targetsIn(yaml: Yaml, document: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  yaml.visit(document, {
    Alias: (_key, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

const TAGS: Readonly<Record<string, string>> = { scalar: 'str', list: 'seq', map: 'map' };

function nodeOf(making: Making, node: Node): YamlNode {
  const { yaml, placeOf, made } = making;
  const place = placeOf((node as ParsedNode).range?.[0] ?? 0);
  const nothing: YamlScalar = { kind: 'scalar', text: '', plain: true, ...place };
  if (yaml.isAlias(node)) {
    const target = making.targets.get(node);
    if (target === undefined)
      return fault(making, place, `no anchor ${cite(node.source)} stands before its alias`);
    if (made.has(target) && made.get(target) === undefined)
      return fault(making, place, `${cite(node.source)} contains itself`);
    return nodeOf(making, target);
  }
  const known = made.get(node);
  if (known !== undefined) return known;
  made.set(node, undefined);
  const result = yaml.isMap(node)
    ? mapOf(making, node.items as { key: Node; value: Node | null }[], place)
    : yaml.isSeq(node)
      ? ({ kind: 'list', items: node.items.map((item) => nodeOf(making, item as Node)), ...place } as const)
      : yaml.isScalar(node)
        ? scalarOf(String(node.value), node.type === 'PLAIN' && node.tag === undefined, place)
        : nothing;
  made.set(node, result);
  const { tag } = node as { tag?: string };
  if (tag !== undefined && tag !== `tag:yaml.org,2002:${TAGS[result.kind]}`)
    fault(making, place, `the tag ${cite(tag)} is not read here`);
  return result;
}

/** Of the place, which may be a node of its own, nothing else is taken. */
function scalarOf(text: string, plain: boolean, { line, column }: Place): YamlScalar {
  return { kind: 'scalar', text, plain, line, column };
}

function fault(making: Making, place: Place, message: string, hint?: string): YamlScalar {
  const { line, column } = place;
  making.faults.push({ line, column, message, ...(hint === undefined ? {} : { hint }) });
  return scalarOf('', true, place);
}

function mapOf(making: Making, pairs: readonly { key: Node; value: Node | null }[], place: Place): YamlMap {
  const entries = new Map<string, YamlEntry>();
  const merged: YamlNode[] = [];
  for (const pair of pairs) {
    const key = nodeOf(making, pair.key);
    const value = pair.value === null ? scalarOf('', true, key) : nodeOf(making, pair.value);
    if (key.kind !== 'scalar') fault(making, key, 'a key that is no text');
    else if (key.plain && key.text === '<<') merged.push(value);
    else if (entries.has(key.text))
      fault(making, key, `${cite(key.text)} stands twice`, 'OctoDNS would read the last one only: join them');
    else entries.set(key.text, { key, value });
  }
  for (const value of merged) merge(making, entries, value);
  return { kind: 'map', entries: [...entries.values()], ...place };
}

/** `<<`: what the map states itself holds before what is merged into it, and the first of several before the others. */
function merge(making: Making, entries: Map<string, YamlEntry>, value: YamlNode): void {
  for (const map of value.kind === 'list' ? value.items : [value]) {
    if (map.kind !== 'map') {
      fault(making, map, '“<<” takes mappings');
      continue;
    }
    making.merged += map.entries.length;
    if (making.merged > MOST_MERGED) {
      if (making.merged < Number.POSITIVE_INFINITY) fault(making, map, `over ${MOST_MERGED} merged entries`);
      making.merged = Number.POSITIVE_INFINITY;
      return;
    }
    for (const entry of map.entries) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
  }
}
