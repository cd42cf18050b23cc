import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import type { Streams } from './streams.ts';
import { cannotRead, cannotWrite, readable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** A message that can be read several times: signing needs all of it before its first octet is written. */
export interface MessageFile {
  read(from?: number): AsyncIterable<Buffer>;
  /** Throws where somebody has written to the file in the meantime. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** A file; or standard input (`-`), a pipe or a device, which are copied as they are read for the first time. */
export async function openMessage(file: string, { stdin, cwd, interrupted }: Streams): Promise<MessageFile> {
  if (file === '-') {
    if (stdin.isTTY)
      throw new UsageError('“-” reads a message from a pipe, and standard input is a terminal');
    return streamedMessage(stdin, 'standard input', interrupted);
  }
  const handle = await open(path.resolve(cwd, file)).catch(cannotRead(file));
  const stat = await handle.stat();
  if (stat.isFile()) return storedMessage(handle, file, interrupted);
  if (!stat.isDirectory()) return streamedMessage(handle.createReadStream(), file, interrupted);
  await handle.close();
  throw new UsageError(`cannot read ${file}: it is a folder`);
}

async function storedMessage(
  handle: FileHandle,
  name: string,
  interrupted: AbortSignal,
): Promise<MessageFile> {
  const before = await handle.stat();
  return {
    read: (start) => chunksOf(handle, interrupted, start),
    async checkUnchanged() {
      const { size, mtimeMs } = await handle.stat();
      if (size !== before.size || mtimeMs !== before.mtimeMs)
        throw new UsageError(`${name} was changed while it was read: sign it again`);
    },
    close: () => handle.close(),
  };
}

async function streamedMessage(
  input: Readable,
  name: string,
  interrupted: AbortSignal,
): Promise<MessageFile> {
  const handle = await temporaryFile();
  let isRead = false;
  return {
    read(start) {
      if (isRead) return chunksOf(handle, interrupted, start);
      isRead = true;
      return copying(readable(addAbortSignal(interrupted, input), name), handle);
    },
    async checkUnchanged() {},
    async close() {
      input.destroy();
      await handle.close();
    },
  };
}

async function* chunksOf(handle: FileHandle, interrupted: AbortSignal, start = 0): AsyncGenerator<Buffer> {
  for await (const chunk of handle.createReadStream({ start, autoClose: false })) {
    interrupted.throwIfAborted();
    yield chunk as Buffer;
  }
}

const UNKEPT = cannotWrite(`a temporary file in ${os.tmpdir()}`);

/** The file loses its name at once: whatever becomes of this process, nothing is left behind. */
async function temporaryFile(): Promise<FileHandle> {
  const file = path.join(os.tmpdir(), `mailcheck-${randomUUID()}`);
  const handle = await open(file, 'wx+', 0o600).catch(UNKEPT);
  await rm(file);
  return handle;
}

/** A stream need not end; no server takes a message of so many octets. */
const MOST_COPIED = 1024 ** 3;

async function* copying(input: AsyncIterable<Buffer>, handle: FileHandle): AsyncGenerator<Buffer> {
  let octets = 0;
  for await (const chunk of input) {
    octets += chunk.length;
    if (octets > MOST_COPIED) throw new UsageError('the message is longer than 1 GiB: give it as a file');
    await handle.writeFile(chunk).catch(UNKEPT);
    yield chunk;
  }
}
