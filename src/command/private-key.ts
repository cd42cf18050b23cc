import { randomUUID } from 'node:crypto';
import { link, lstat, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { keyRecordText, type SigningKey } from '../message/keys.ts';
import { readPrivateKey } from '../message/keys-read.ts';
import { asUsage } from './message-problem.ts';
import { cannotRead } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** No private key is longer: 16,384 bits of RSA take 13 kB. */
const LONGEST = 64 * 1024;

export async function readKeyFile(file: string, cwd: string): Promise<SigningKey> {
  const content = await contentOf(path.resolve(cwd, file)).catch(cannotRead(`the key ${file}`));
  if (content.length > LONGEST) throw new UsageError(`${file} is no key: it is too long for one`);
  try {
    return readPrivateKey(content);
  } catch (error) {
    throw asUsage(file, error);
  }
}

/** The text of the record that belongs to the key. */
export async function recordOfKeyFile(file: string, cwd: string): Promise<string> {
  return keyRecordText(await readKeyFile(file, cwd));
}

/** No more than is needed to see that it is too long: a device has no end. */
export async function contentOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(LONGEST + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

const OWNER_ONLY = 0o600;

/**
 * Writes a new file that only its owner can read, whole or not at all. A name that is taken stays as it is: the file gets
 * its name by a link, which replaces nothing.
 */
export async function writeKeyFile(file: string, text: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.mailcheck-${randomUUID()}`);
  try {
    await writeNew(temporary, text);
    await link(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Asked before a key is made; {@link writeKeyFile} itself decides. */
export async function isTaken(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
