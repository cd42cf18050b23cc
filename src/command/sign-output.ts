import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Output } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Until nobody reads any more. */
export async function writeOut(chunks: AsyncIterable<Uint8Array>, stdout: Output): Promise<void> {
  for await (const chunk of chunks) if (!(await stdout.write(chunk))) return;
}

/** Writes beside the target and renames at the end: a reader sees the whole file or the one before it. */
export async function writeWhole(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  shown: string,
): Promise<void> {
  const isSpecial = await stat(file).then(
    (found) => !found.isFile(),
    () => false,
  );
  const target = isSpecial ? file : path.join(path.dirname(file), `.mailcheck-${randomUUID()}`);
  const handle = await open(target, isSpecial ? 'w' : 'wx').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot write ${shown}: ${error.code}`);
  });
  try {
    await writeAll(chunks, handle, shown);
    if (!isSpecial) await rename(target, file);
  } catch (error) {
    if (!isSpecial) await rm(target, { force: true });
    throw error;
  }
}

async function writeAll(chunks: AsyncIterable<Uint8Array>, handle: FileHandle, shown: string): Promise<void> {
  try {
    for await (const chunk of chunks)
      await handle.writeFile(chunk).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot write ${shown}: ${error.code}`);
      });
  } finally {
    await handle.close();
  }
}
