import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Document, LineCounter } from 'yaml';
import type { ConfigFile } from './config-schema.ts';
import { closestTo } from './suggest.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

const NAMES = ['mailcheck.config.yaml', 'mailcheck.config.json'];

type Path = readonly PropertyKey[];

/** A configuration file as it is written: its form is checked, its values are not. */
export interface RawConfig {
  file: string;
  content: ConfigFile;
  /** Where a value is written, as in `mailcheck.config.yaml:4`. */
  at(path: Path): string;
}

/**
 * The file that `--config` names, or else the one in the working folder; folders above it are not searched, for what lies
 * there may be somebody else's.
 */
export async function readConfigFile(
  given: string | false | undefined,
  cwd: string,
): Promise<RawConfig | undefined> {
  const file = given === undefined ? foundIn(cwd) : given;
  if (file === undefined || file === false) return undefined;
  const text = await readFile(path.resolve(cwd, file), 'utf8').catch(cannotRead(`--config ${file}`));
  return parseConfig(file, text);
}

function foundIn(cwd: string): string | undefined {
  const found = NAMES.filter((name) => existsSync(path.join(cwd, name)));
  if (found.length > 1) throw new UsageError(`${found.join(' and ')} are both here: keep one`);
  return found[0];
}

/** JSON is YAML too: one reader. */
async function parseConfig(file: string, text: string): Promise<RawConfig> {
  const [{ LineCounter, parseDocument }, { wholeConfig }] = await Promise.all([
    import('yaml'),
    import('./config-schema.ts'),
  ]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined)
    throw new UsageError(`${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const at = (where: Path): string => `${file}:${lineOf(document, lines, where)}`;
  const read = wholeConfig.safeParse(contentOf(document, file) ?? {});
  if (read.success) return { file, content: read.data, at };
  const problems = await Promise.all(read.error.issues.map((issue) => problemLines(issue, at)));
  throw new UsageError(problems.flat().join('\n'));
}

function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that stand for too much.
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

type Issue = { code: string; path: PropertyKey[]; message: string; keys?: string[] };

async function problemLines({ path: where, message, keys }: Issue, at: RawConfig['at']): Promise<string[]> {
  if (keys === undefined)
    return [`${at(where)}: ${where.length === 0 ? '' : `${where.join('.')}: `}${message}`];
  const { keysAt } = await import('./config-schema.ts');
  const known = keysAt(where);
  return keys.map((key) => {
    const near = closestTo(key, known) || `; there are ${known.join(', ')}`;
    return `${at([...where, key])}: “${key}” is not known here${near}`;
  });
}

/** The line of a key or an item; of what is lacking, the line of what it lacks in. */
function lineOf(document: Document, lines: LineCounter, where: Path): number {
  for (let end = where.length; end > 0; end--) {
    const parent = document.getIn(where.slice(0, end - 1), true) as { items?: unknown[] } | undefined;
    const last = where[end - 1];
    const item = parent?.items?.find(
      (one, index) => index === last || (one as { key?: { value: unknown } }).key?.value === last,
    ) as { key?: Ranged } & Ranged;
    const offset = (item?.key ?? item)?.range?.[0];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

type Ranged = { range?: [number, number, number] };
