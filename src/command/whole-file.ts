import { randomUUID } from 'node:crypto';
import { createWriteStream, statSync, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PLAIN } from '../render/paint.ts';
import { UsageError } from './usage-error.ts';

/** Files lay text out for 100 columns, without colour. */
export const FILE_LOOK = { width: 100, paint: PLAIN };

/** A file that comes into being as a whole. */
export interface WholeFile {
  write(text: string): Promise<void>;
  end(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Writes beside the target and renames at the end: a reader sees the whole file or the one before it. A device or a
 * pipe is written to as it is.
 */
export async function openWhole(file: string): Promise<WholeFile> {
  const isSpecial = statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const temporary = isSpecial
    ? file
    : path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  const stream = createWriteStream(temporary, { flags: isSpecial ? 'w' : 'wx' });
  const failure = new Promise<never>((_resolve, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UsageError(`cannot write ${file}: ${error.code}`)),
    );
  });
  failure.catch(() => {});
  await Promise.race([new Promise((resolve) => stream.once('open', resolve)), failure]);
  return {
    write: (text) => Promise.race([written(stream, text), failure]),
    async end() {
      await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failure]);
      if (!isSpecial) await rename(temporary, file);
    },
    async abandon() {
      stream.destroy();
      if (!isSpecial) await rm(temporary, { force: true });
    },
  };
}

function written(stream: WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '') resolve();
    else stream.write(text, () => resolve());
  });
}
