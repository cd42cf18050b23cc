import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** A message that can be read several times: signing needs all of it before its first octet is written. */
export interface MessageFile {
  read(from?: number): AsyncIterable<Buffer>;
  /** Throws where somebody has written to the file in the meantime. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** A file, or standard input (`-`), a pipe or a device, which are copied into a temporary file. */
export async function openMessage(file: string, streams: Streams): Promise<MessageFile> {
  if (file === '-') {
    if (streams.stdin.isTTY)
      throw new UsageError('“-” reads a message from a pipe, and standard input is a terminal');
    return messageFile(
      await copied(streams.stdin, streams.interrupted),
      'standard input',
      streams.interrupted,
    );
  }
  const handle = await open(path.resolve(streams.cwd, file)).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  const stat = await handle.stat();
  if (stat.isFile()) return messageFile(handle, file, streams.interrupted);
  if (stat.isDirectory()) {
    await handle.close();
    throw new UsageError(`cannot read ${file}: it is a folder`);
  }
  return messageFile(await copied(handle.createReadStream(), streams.interrupted), file, streams.interrupted);
}

function unreadable(file: string, { code }: NodeJS.ErrnoException): UsageError {
  return new UsageError(`cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : code}`);
}

/** The file loses its name at once: whatever becomes of this process, nothing is left behind. */
async function copied(input: Readable, interrupted: AbortSignal): Promise<FileHandle> {
  const temporary = path.join(os.tmpdir(), `mailcheck-${randomUUID()}`);
  const handle = await open(temporary, 'wx+', 0o600);
  try {
    await rm(temporary);
    for await (const chunk of addAbortSignal(interrupted, input)) await handle.writeFile(chunk);
    return handle;
  } catch (error) {
    await handle.close();
    throw interrupted.aborted ? error : unreadable('the message', error as NodeJS.ErrnoException);
  }
}

async function messageFile(handle: FileHandle, name: string, interrupted: AbortSignal): Promise<MessageFile> {
  const before = await handle.stat();
  return {
    async *read(start = 0) {
      for await (const chunk of handle.createReadStream({ start, autoClose: false })) {
        interrupted.throwIfAborted();
        yield chunk as Buffer;
      }
    },
    async checkUnchanged() {
      const { size, mtimeMs } = await handle.stat();
      if (size !== before.size || mtimeMs !== before.mtimeMs)
        throw new UsageError(`${name} was changed while it was read: sign it again`);
    },
    close: () => handle.close(),
  };
}
