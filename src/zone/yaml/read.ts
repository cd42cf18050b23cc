import type { CST, Document, LineCounter, YAMLError } from 'yaml';
import type { Place, Trouble } from '../types.ts';
import { makeNodes } from './make.ts';
import type { YamlNode } from './node.ts';

type Yaml = typeof import('yaml');

/** Zones need five levels; the library's recursion has no limit of its own, and Node can end the process on it. */
const MOST_LEVELS = 32;
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
  // A bracket that closes in the first column is a warning, and PyYAML takes it.
  const faults = documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings.filter(({ code }) => code !== 'BAD_INDENT')])
    .sort((a, b) => a.pos[0] - b.pos[0])
    .map((error) => faultOf(lines, error))
    .filter(isOfItsOwn);
  const second = documents[1];
  if (second !== undefined)
    faults.push({ ...placeOf(lines, second.range[0]), message: 'a second document: a zone file has one' });
  const contents = documents[0]?.contents;
  if (faults.length > 0 || !contents) return { root: undefined, faults };
  const made = makeNodes(yaml, documents[0]!, contents, (offset) => placeOf(lines, offset));
  return made.faults.length > 0 ? { root: undefined, faults: made.faults } : made;
}

/** What the parser says of the same line or of the next one comes of the fault before it. */
function isOfItsOwn({ line }: Trouble, index: number, all: readonly Trouble[]): boolean {
  return index === 0 || line > all[index - 1]!.line + 1;
}

/** `*:` is the slip of most zones: to YAML it is an alias. */
function faultOf(lines: LineCounter, { code, message, pos }: YAMLError): Trouble {
  const hint = code === 'BAD_ALIAS' ? "quote a name that begins with an asterisk: '*'" : undefined;
  const text = `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  return { ...placeOf(lines, pos[0]), message: text, ...(hint && { hint }) };
}
