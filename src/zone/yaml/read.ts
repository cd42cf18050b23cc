import type { Alias, CST, Document, LineCounter, Node, ParsedNode } from 'yaml';
import { cite } from '../fields.ts';
import type { Place, Trouble } from '../types.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';

type Yaml = typeof import('yaml');

/** Zones need five levels; the library's recursion has no limit of its own, and Node can end the process on it. */
const MOST_LEVELS = 32;
/** Merge keys multiply: a text of a few lines could stand for millions of entries. */
const MOST_MERGED = 100_000;

/** Not in YAML 1.1 (§5.1), and refused by PyYAML. Octets over 0x7f are parts of UTF-8. */
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

export type ReadYaml = { root: YamlNode | undefined; faults: Trouble[] };

/**
 * Reads YAML 1.1 as OctoDNS's loader takes it, every scalar as the text it is written as. Pure and total: what is wrong
 * is in `faults`, and then there is no `root`.
 */
export async function readYaml(text: string): Promise<ReadYaml> {
  const control = CONTROL.exec(text);
  if (control !== null) {
    const code = text.charCodeAt(control.index).toString(16).padStart(2, '0');
    return {
      root: undefined,
      faults: [{ ...placeIn(text, control.index), message: `control character \\x${code}` }],
    };
  }
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const tokens = [...new yaml.Parser(lines.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined)
    return {
      root: undefined,
      faults: [{ ...placeOf(lines, deep), message: `over ${MOST_LEVELS} levels deep` }],
    };
  return fromTokens(yaml, lines, tokens);
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where the nesting passes the limit. Without recursion, for it runs before anything is known of the text. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const left: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, depth } = next;
    if (depth > MOST_LEVELS) return token.offset;
    const below: (CST.Token | null | undefined)[] =
      'items' in token
        ? token.items.flatMap((item) => ('key' in item ? [item.key, item.value] : [item.value]))
        : 'value' in token
          ? [token.value]
          : [];
    for (const one of below) if (one) left.push({ token: one, depth: depth + 1 });
  }
  return undefined;
}

const OPTIONS = {
  // Every scalar is text: what it would be to OctoDNS is for the reader of zones to say.
  schema: 'failsafe',
  prettyErrors: false,
  // The library compares each key with all before it; ours are told apart below.
  uniqueKeys: false,
  logLevel: 'silent',
} as const;

function fromTokens(yaml: Yaml, lines: LineCounter, tokens: readonly CST.Token[]): ReadYaml {
  const documents = [...new yaml.Composer(OPTIONS).compose(tokens)] as Document.Parsed[];
  const faults = documents.flatMap(({ errors, warnings }) =>
    [...errors, ...warnings].map(({ message, pos }) => ({
      ...placeOf(lines, pos[0]),
      message: `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    })),
  );
  const second = documents[1];
  if (second !== undefined)
    faults.push({ ...placeOf(lines, second.range[0]), message: 'a second document: a zone file has one' });
  const contents = documents[0]?.contents;
  if (faults.length > 0 || !contents) return { root: undefined, faults };
  const making: Making = {
    yaml,
    lines,
    targets: targetsIn(yaml, documents[0]!),
    made: new Map(),
    merged: 0,
    faults,
  };
  const root = nodeOf(making, contents);
  return faults.length > 0 ? { root: undefined, faults } : { root, faults };
}

interface Making {
  yaml: Yaml;
  lines: LineCounter;
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
  const { yaml, lines, made } = making;
  const place = placeOf(lines, (node as ParsedNode).range?.[0] ?? 0);
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

function scalarOf(text: string, plain: boolean, place: Place): YamlScalar {
  return { kind: 'scalar', text, plain, ...place };
}

function fault(making: Making, place: Place, message: string, hint?: string): YamlScalar {
  making.faults.push({ ...place, message, ...(hint === undefined ? {} : { hint }) });
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
