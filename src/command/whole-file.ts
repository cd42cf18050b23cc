import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PLAIN } from '../render/paint.ts';
import { cannotWrite } from './unreadable.ts';

/** Files lay text out for 100 columns, without colour. */
export const FILE_LOOK = { width: 100, paint: PLAIN };

/** A file that comes into being as a whole. */
export interface WholeFile {
  write(chunk: string | Uint8Array): Promise<void>;
  end(): Promise<void>;
  abandon(): Promise<void>;
}

/**
 * Writes beside the target and renames at the end: a reader sees the whole file or the one before it. A device or a
 * pipe is written to as it is.
 */
export async function openWhole(file: string): Promise<WholeFile> {
  const unwritable = cannotWrite(file);
  const isSpecial = await stat(file).then(
    (about) => !about.isFile(),
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && unwritable(error),
  );
  const temporary = isSpecial ? file : path.join(path.dirname(file), `.mailcheck-${randomUUID()}`);
  const handle = await open(temporary, isSpecial ? 'w' : 'wx').catch(unwritable);
  return {
    write: (chunk) => handle.writeFile(chunk).catch(unwritable),
    async end() {
      await handle.close().catch(unwritable);
      if (!isSpecial) await rename(temporary, file).catch(unwritable);
    },
    async abandon() {
      await handle.close();
      if (!isSpecial) await rm(temporary, { force: true });
    },
  };
}
