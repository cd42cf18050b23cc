import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Streams } from './streams.ts';
import { cannotRead, readable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

const LIST_FILE = /\.(?:txt|list|lst|csv|tsv)$/i;

/** Whether an argument names a list: `@FILE`, a path, or a file that is there and is named like a list. */
function listPath(argument: string, cwd: string): string | undefined {
  if (argument.startsWith('@') && argument.length > 1) return path.resolve(cwd, argument.slice(1));
  const looksLikePath = /^(?:\.{0,2}\/|[A-Za-z]:\\)/.test(argument);
  const file = path.resolve(cwd, argument);
  if (looksLikePath) return file;
  return LIST_FILE.test(argument) && isFile(file) ? file : undefined;
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** True where the arguments may name more than one domain, so that output is laid out for many. */
export function namesMany(args: readonly string[], { cwd }: Streams): boolean {
  return args.length > 1 || args[0] === '-' || listPath(args[0] ?? '', cwd) !== undefined;
}

/** The entries of the arguments, lists and standard input (`-`), one by one and each once. */
export async function* entriesOf(args: readonly string[], streams: Streams): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const entry of allEntries(args, streams)) {
    const key = entry.trim().toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    yield entry;
  }
}

async function* allEntries(args: readonly string[], streams: Streams): AsyncGenerator<string> {
  for (const argument of args) {
    if (argument === '-') {
      if (streams.stdin.isTTY)
        throw new UsageError('“-” reads domains from a pipe, and standard input is a terminal');
      yield* listEntries(streams.stdin, 'standard input');
    } else {
      const file = listPath(argument, streams.cwd);
      if (file === undefined) yield argument;
      else yield* fileEntries(file, argument);
    }
  }
}

async function* fileEntries(file: string, argument: string): AsyncGenerator<string> {
  const handle = await open(file).catch(cannotRead(`the list ${argument}`));
  try {
    if (!(await handle.stat()).isFile())
      throw new UsageError(`${argument} is no file; give a list of domains, or pipe it in with “-”`);
    yield* listEntries(handle.createReadStream({ autoClose: false }), argument);
  } finally {
    await handle.close();
  }
}

const LONGEST_LINE = 4096;

/** A domain a line, the first column of a table; `#` begins a comment; byte-order mark and CRLF are accepted. */
async function* listEntries(stream: Readable, name: string): AsyncGenerator<string> {
  let first = true;
  for await (const line of linesOf(stream, name)) {
    const text = first ? line.replace(/^\ufeff/, '') : line;
    if (first && /^\ufffd|\0/.test(line.slice(0, 8)))
      throw new UsageError(`${name} is no UTF-8 text; save the list as UTF-8`);
    first = false;
    const [entry] = text
      .slice(0, LONGEST_LINE)
      .replace(/#.*$/, '')
      .trim()
      .split(/[\s,;]/);
    if (entry) yield entry.replace(/^"(.*)"$/, '$1');
  }
}

async function* linesOf(stream: Readable, name: string): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  const input = Readable.from(readable(stream, name));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  // An error ends the loop; one that comes when the loop has ended already is nobody's.
  for (const one of [input, lines]) one.on('error', () => {});
  try {
    yield* lines;
  } finally {
    lines.close();
    stream.destroy();
  }
}
