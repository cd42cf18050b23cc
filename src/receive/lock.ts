import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

const NAME = 'receive.lock';

/**
 * Two servers in one folder would each judge what the other accepted. The file holds the process's number from the
 * moment it is there (a link is made of a whole file), so that one left by a killed process is told from one in use.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> } | { heldBy: number }> {
  const file = path.join(folder, NAME);
  const own = path.join(folder, `.${NAME}.${randomUUID()}`);
  await writeFile(own, `${process.pid}\n`, { mode: 0o600, flag: 'wx' });
  try {
    while (!(await linked(own, file))) {
      const holder = await numberIn(file);
      if (holder !== process.pid && isRunning(holder)) return { heldBy: holder };
      await evict(file, holder);
    }
    return { release: () => unlink(file).catch(() => {}) };
  } finally {
    await unlink(own);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Another start may have evicted it first, and hold the folder by now: then its file is put back. */
async function evict(file: string, holder: number): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside).catch(() => {});
  if ((await numberIn(aside)) !== holder) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
}

/** 0 where there is none. */
async function numberIn(file: string): Promise<number> {
  return Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10) || 0;
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
