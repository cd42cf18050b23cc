import { constants, createReadStream } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fromMbox, isMbox, mboxRanges, type Range } from '../message/mbox.ts';
import type { MessageSource } from '../message/source.ts';
import type { Streams } from './streams.ts';
import { cannotRead, readable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Octets that can be read again and again. */
interface Spool {
  name: string;
  size: number;
  read(range?: Range): Readable;
}

const MOST_OCTETS = 256 * 1024 * 1024;

/** The messages of the named files, of all of an mbox. */
export async function messagesIn(args: readonly string[], streams: Streams): Promise<MessageSource[]> {
  const found: MessageSource[] = [];
  for (const argument of args) found.push(...(await messagesOf(await spoolOf(argument, streams))));
  return found;
}

async function spoolOf(argument: string, { stdin, cwd }: Streams): Promise<Spool> {
  if (argument === '-') {
    if (stdin.isTTY)
      throw new UsageError('“-” reads a message from a pipe, and standard input is a terminal');
    return memorySpool('standard input', await wholeOf(stdin, 'standard input'));
  }
  const file = path.resolve(cwd, argument);
  const unreadable = cannotRead(argument);
  const about = await stat(file).catch(unreadable);
  if (about.isDirectory()) throw new UsageError(`${argument} is a folder; name the messages in it`);
  if (!about.isFile()) {
    const handle = await open(file).catch(unreadable);
    return memorySpool(argument, await wholeOf(handle.createReadStream(), argument));
  }
  await access(file, constants.R_OK).catch(unreadable);
  const read = (range?: Range): Readable =>
    createReadStream(file, range === undefined ? {} : { start: range.start, end: range.end - 1 });
  return { name: argument, size: about.size, read };
}

async function wholeOf(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of readable(stream, name)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_OCTETS) throw new UsageError(`${name} is longer than ${MOST_OCTETS >> 20} MiB`);
  }
  return Buffer.concat(chunks);
}

function memorySpool(name: string, octets: Buffer): Spool {
  return {
    name,
    size: octets.length,
    read: ({ start, end } = { start: 0, end: octets.length }) => Readable.from([octets.subarray(start, end)]),
  };
}

/** The octets by which a file is told. */
const BEGINNING = 4096;
/** Outlook keeps messages in a file format of its own. */
const OUTLOOK = '\u00d0\u00cf\u0011\u00e0';

async function messagesOf(spool: Spool): Promise<MessageSource[]> {
  const { name, size, read } = spool;
  if (size === 0) throw new UsageError(`${name} is empty; give a message`);
  const beginning = await beginningOf(spool);
  if (beginning.startsWith(OUTLOOK))
    throw new UsageError(`${name} is a file of Outlook; save the message as .eml, or its source as text`);
  if (!isMbox(beginning)) return [single(spool)];
  const ranges = await mboxRanges(read());
  return ranges.map((range, index) =>
    limited({
      name: ranges.length === 1 ? name : `${name}#${index + 1}`,
      size: range.end - range.start,
      open: () => Readable.from(fromMbox(read(range)), { objectMode: false }),
    }),
  );
}

function single({ name, size, read }: Spool): MessageSource {
  return limited({ name, size, open: () => read() });
}

function limited(source: MessageSource): MessageSource {
  if (source.size > MOST_OCTETS)
    throw new UsageError(`${source.name} is longer than ${MOST_OCTETS >> 20} MiB`);
  return source;
}

async function beginningOf({ size, read }: Spool): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of read({ start: 0, end: Math.min(size, BEGINNING) })) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}
