import { randomUUID } from 'node:crypto';
import { symlink, unlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Octets of a socket's path: Linux takes 107, macOS 103; Node cuts a longer one without a word. */
const LONGEST = 103;

/** A path to `socket` in the folder that is too long is shortened by a link, which only the moment of looking needs. */
export async function withShortPath<T>(
  folder: string,
  socket: string,
  use: (short: string) => Promise<T>,
): Promise<T> {
  if (fits(folder, socket)) return use(folder);
  const link = `mailcheck-${randomUUID().slice(0, 8)}`;
  const short = path.join(fits(os.tmpdir(), link, socket) ? os.tmpdir() : '/tmp', link);
  await symlink(folder, short);
  try {
    return await use(short);
  } finally {
    await unlink(short);
  }
}

function fits(...parts: string[]): boolean {
  return Buffer.byteLength(path.join(...parts)) <= LONGEST;
}
