import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Where files are read from: the disk, or a revision of a repository. */
export interface Tree {
  /** Octets as latin-1. */
  read: (file: string) => FileText;
  /** The names in a folder; `undefined` where it is none. */
  list: (folder: string) => string[] | undefined;
  /** As `read`, where the file lies in the folder or below. */
  readBelow: (folder: string, file: string) => FileText;
}

export type FileText = { text: string } | { problem: string };

export const MAX_OCTETS = 64 * 1024 * 1024;
export const TOO_LARGE = `over ${MAX_OCTETS} octets`;
const { O_RDONLY, O_NONBLOCK } = constants;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'not a regular file',
  ENXIO: 'not a regular file',
};

export const disk: Tree = {
  read: readRegularFile,
  list: (folder) => {
    try {
      return readdirSync(folder).sort();
    } catch {
      // Why it cannot be read, if it is to be read, is told as of a file.
      return undefined;
    }
  },
  readBelow: (folder, file) => {
    const real = attempt(() => ({ root: realpathSync(folder), target: realpathSync(file) }));
    if ('problem' in real) return real;
    return isBelow(real.root, real.target) ? readRegularFile(real.target) : OUTSIDE;
  },
};

export const OUTSIDE = { problem: 'it lies outside the folder of the zone file' };

/** Paths as they are: symbolic links are for the caller to follow. */
export function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Opened without waiting: a pipe or a device must not hang the reading. */
function readRegularFile(file: string): FileText {
  return attempt(() => {
    const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
    try {
      const { size } = fstatSync(descriptor);
      if (!fstatSync(descriptor).isFile()) return { problem: 'not a regular file' };
      if (size > MAX_OCTETS) return { problem: TOO_LARGE };
      return { text: readFileSync(descriptor, 'latin1') };
    } finally {
      closeSync(descriptor);
    }
  });
}

function attempt<T>(action: () => T): T | { problem: string } {
  try {
    return action();
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    return { problem: PROBLEMS[code] ?? code };
  }
}
