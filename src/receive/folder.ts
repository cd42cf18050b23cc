import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';

/** A folder whose files are there, whole, once a call has returned: also after the power fails. */
export interface Folder {
  path(name: string): string;
  names(): Promise<string[]>;
  /** Writes beside the name and renames: the file is whole or not there. */
  put(name: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** No error where the file is gone already. */
  remove(name: string): Promise<void>;
  /** What was created and renamed before this call stays. */
  sync(): Promise<void>;
}

export const PART = '.part';

/** `durable`: false for a folder that goes away with the process. */
export function openFolder(folder: string, durable: boolean): Folder {
  const at = (name: string): string => path.join(folder, name);
  const sync = durable ? shared(() => syncFolder(folder)) : async () => {};
  return {
    path: at,
    names: () => readdir(folder),
    async put(name, text) {
      const file = await open(at(`${name}${PART}`), 'w', 0o600);
      try {
        await file.writeFile(text);
        if (durable) await file.sync();
      } finally {
        await file.close();
      }
      await rename(at(`${name}${PART}`), at(name));
    },
    rename: (from, to) => rename(at(from), at(to)),
    remove: (name) =>
      unlink(at(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      }),
    sync,
  };
}

/** Makes a folder and those above it that are missing; what is put there later would go with them. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await madeFrom(folder);
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    await syncFolder(path.dirname(made));
}

/** The highest folder that had to be made; one by one, for some file systems make Node’s own loop turn for ever. */
async function madeFrom(folder: string): Promise<string | undefined> {
  const failure = await mkdir(folder, { mode: 0o700 }).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  if (failure === undefined) return folder;
  const above = path.dirname(folder);
  if (failure.code === 'EEXIST' && (await stat(folder)).isDirectory()) return undefined;
  // What is missing below a folder that is there cannot be made.
  if (failure.code !== 'ENOENT' || above === folder || (await isFolder(above))) throw failure;
  const first = await madeFrom(above);
  return (await madeFrom(folder)) === undefined ? first : (first ?? folder);
}

async function isFolder(name: string): Promise<boolean> {
  return stat(name).then(
    (about) => about.isDirectory(),
    () => false,
  );
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; its renames are in the file system's journal.
  if (path.sep === '\\') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Callers that come while one call runs share the next one: two hundred senders cost a few writes of the folder. */
function shared(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    const current = work().finally(() => {
      if (running === current) running = undefined;
    });
    running = current;
    return current;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running.then(start, start);
    return next;
  };
}
