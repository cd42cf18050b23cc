import type { Place, Trouble } from '../types.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../yaml/node.ts';

/** Plans nest a few dozen levels; the reading recurses. */
const MOST_LEVELS = 256;
/** A node takes some hundred octets: what a text may hold is bounded by their number, not by its length alone. */
const MOST_VALUES = 3_000_000;

export type ReadJson = { root: YamlNode; faults: [] } | { root: undefined; faults: [Trouble] };

interface Scan {
  readonly text: string;
  at: number;
  line: number;
  lineStart: number;
  values: number;
  trouble: Trouble | undefined;
}

/**
 * Reads JSON (RFC 8259) with the place of every value; JSON is YAML, so both are one tree. Text is octets (latin-1), as
 * everywhere here: what `\u` names becomes UTF-8. Total: the first thing wrong is the fault. `line` is that of the first line.
 */
export function readJson(text: string, line = 1): ReadJson {
  const start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  const scan: Scan = { text, at: start, line, lineStart: start, values: 0, trouble: undefined };
  const root = valueAt(scan, 0);
  skipBlanks(scan);
  if (scan.at < text.length) fail(scan, 'something stands behind the end of the value');
  return root === undefined || scan.trouble !== undefined
    ? { root: undefined, faults: [scan.trouble!] }
    : { root, faults: [] };
}

function placeOf({ line, at, lineStart }: Scan): Place {
  return { line, column: at - lineStart + 1 };
}

function fail(scan: Scan, message: string): undefined {
  scan.trouble ??= { ...placeOf(scan), message: `not JSON: ${message}` };
  return undefined;
}

function skipBlanks(scan: Scan): void {
  for (; scan.at < scan.text.length; scan.at++) {
    const char = scan.text[scan.at];
    if (char === '\n') {
      scan.line++;
      scan.lineStart = scan.at + 1;
    } else if (char !== ' ' && char !== '\t' && char !== '\r') return;
  }
}

function valueAt(scan: Scan, depth: number): YamlNode | undefined {
  skipBlanks(scan);
  if (depth > MOST_LEVELS) return fail(scan, `over ${MOST_LEVELS} levels deep`);
  if (++scan.values > MOST_VALUES) return fail(scan, `over ${MOST_VALUES} values`);
  const char = scan.text[scan.at];
  if (char === '{') return mapAt(scan, depth);
  if (char === '[') return listAt(scan, depth);
  if (char === '"') return stringAt(scan);
  return literalAt(scan);
}

/** `true` where the closing bracket follows, `false` where an item does; `undefined` where neither does. */
function isAtEnd(scan: Scan, close: string, first: boolean): boolean | undefined {
  skipBlanks(scan);
  const char = scan.text[scan.at];
  if (char === close) {
    scan.at++;
    return true;
  }
  if (first) return false;
  if (char !== ',') return fail(scan, `“,” or “${close}” is missing`);
  scan.at++;
  return false;
}

function listAt(scan: Scan, depth: number): YamlList | undefined {
  const list: YamlList = { kind: 'list', items: [], ...placeOf(scan) };
  scan.at++;
  for (;;) {
    const end = isAtEnd(scan, ']', list.items.length === 0);
    if (end !== false) return end ? list : undefined;
    const item = valueAt(scan, depth + 1);
    if (item === undefined) return undefined;
    list.items.push(item);
  }
}

function mapAt(scan: Scan, depth: number): YamlMap | undefined {
  const entries: YamlEntry[] = [];
  const place = placeOf(scan);
  const keys = new Set<string>();
  scan.at++;
  for (;;) {
    const end = isAtEnd(scan, '}', entries.length === 0);
    if (end !== false) return end ? { kind: 'map', entries, ...place } : undefined;
    const entry = entryAt(scan, depth, keys);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
}

function entryAt(scan: Scan, depth: number, keys: Set<string>): YamlEntry | undefined {
  skipBlanks(scan);
  if (scan.text[scan.at] !== '"') return fail(scan, 'a key in quotes is missing');
  const key = stringAt(scan);
  if (key === undefined) return undefined;
  // RFC 8259 §4: which of them counts is anybody's guess.
  if (keys.has(key.text)) return fail(scan, 'the key before this stands twice');
  keys.add(key.text);
  skipBlanks(scan);
  if (scan.text[scan.at] !== ':') return fail(scan, '“:” is missing');
  scan.at++;
  const value = valueAt(scan, depth + 1);
  return value && { key, value };
}

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/y;

function literalAt(scan: Scan): YamlScalar | undefined {
  LITERAL.lastIndex = scan.at;
  const text = LITERAL.exec(scan.text)?.[0];
  if (text === undefined)
    return fail(scan, scan.at < scan.text.length ? 'no value stands here' : 'the text ends too early');
  const scalar: YamlScalar = { kind: 'scalar', text, plain: true, ...placeOf(scan) };
  scan.at += text.length;
  return scalar;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const HEX = /^[0-9A-Fa-f]{4}$/;

function stringAt(scan: Scan): YamlScalar | undefined {
  const place = placeOf(scan);
  const { text } = scan;
  let octets = '';
  let from = ++scan.at;
  for (; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at);
    if (code === 34) {
      octets += text.slice(from, scan.at++);
      return { kind: 'scalar', text: octets, plain: false, ...place };
    }
    if (code < 0x20) return fail(scan, 'a control character in a string');
    if (code !== 92) continue;
    octets += text.slice(from, scan.at);
    const escaped = escapeAt(scan);
    if (escaped === undefined) return undefined;
    octets += escaped;
    from = scan.at + 1;
  }
  return fail(scan, 'a string is not closed');
}

/** What the escape at the backslash stands for; the scan then stands on its last character. */
function escapeAt(scan: Scan): string | undefined {
  const char = scan.text[++scan.at] ?? '';
  if ('"\\/'.includes(char) && char !== '') return char;
  if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char];
  let units = '';
  // Characters beyond the basic plane are two escapes (RFC 8259 §7).
  for (let at = scan.at; scan.text[at] === 'u' && HEX.test(scan.text.slice(at + 1, at + 5)); at += 6) {
    units += String.fromCharCode(Number.parseInt(scan.text.slice(at + 1, at + 5), 16));
    scan.at = at + 4;
    const isFirstHalf = /^[\ud800-\udbff]$/.test(units) && scan.text[at + 5] === '\\';
    if (!isFirstHalf) break;
  }
  if (units === '') return fail(scan, 'a malformed escape');
  return Buffer.from(units, 'utf8').toString('latin1');
}
