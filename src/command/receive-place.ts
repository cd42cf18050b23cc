import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Accepted, type Lock, lockFolder, makeFolder, openSpool, type Spool } from '../receive/index.ts';
import { cannotRead, cannotWrite } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** Where messages lie until they are judged, or for good. */
export interface Place {
  spool: Spool;
  /** Accepted by an earlier run, and not judged. */
  left: Accepted[];
  close(): Promise<void>;
}

export async function openPlace(save: string | undefined, cwd: string): Promise<Place> {
  if (save === undefined) return passingPlace();
  const folder = path.resolve(cwd, save);
  const unwritable = cannotWrite(`--save ${save}`);
  await makeFolder(folder).catch(unwritable);
  const lock = await lockFolder(folder).catch((error: NodeJS.ErrnoException & { dest?: string }) => {
    if (error.syscall !== 'symlink') return unwritable(error);
    return cannotWrite(`a temporary link in ${path.dirname(error.dest!)}`)(error);
  });
  if (lock === undefined) throw new UsageError(`--save ${save}: another process receives there already`);
  return keepingPlace(folder, lock).catch(cannotRead(`--save ${save}`));
}

async function keepingPlace(folder: string, { release }: Lock): Promise<Place> {
  try {
    const spool = await openSpool(folder, true);
    return { spool, left: await spool.left(), close: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function passingPlace(): Promise<Place> {
  const above = os.tmpdir();
  const folder = await mkdtemp(path.join(above, 'mailcheck-receive-')).catch(
    cannotWrite(`a temporary folder in ${above}`),
  );
  return {
    spool: await openSpool(folder, false),
    left: [],
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
