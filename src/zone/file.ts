import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { domainToASCII } from 'node:url';
import { type Name, readName } from '../dns/name.ts';
import { readMasterFile } from './master-file.ts';
import { readOctoDns } from './octodns/read.ts';
import type { Include, ZoneText } from './types.ts';

const MAX_OCTETS = 64 * 1024 * 1024;
const { O_RDONLY, O_NONBLOCK } = constants;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'too many symbolic links',
  EISDIR: 'not a regular file',
  ENXIO: 'not a regular file',
};

type FileText = { text: string } | { problem: string };

/**
 * Reads a zone file: OctoDNS's YAML where its name ends in `.yaml` or `.yml`, else a master file and the files it
 * includes, which must lie in its folder or below. A file that cannot be read is a fault of the result, in its first line.
 */
export async function readZoneFile(file: string, origin?: Name): Promise<ZoneText> {
  const top = readRegularFile(file);
  if ('problem' in top) return unreadable(file, origin, `cannot be read: ${top.problem}`);
  const yamlName = /^(.*?)\.?\.ya?ml$/i.exec(path.basename(file))?.[1];
  if (yamlName !== undefined) {
    const zone = origin ?? zoneNamed(yamlName);
    if (zone !== undefined) return readOctoDns(top.text, { file, origin: zone });
    const hint = 'OctoDNS calls it after the zone, example.com.yaml; or give ORIGIN=FILE';
    return unreadable(file, origin, 'the file’s name is no zone’s', hint);
  }
  const include = includeBelow(path.dirname(file));
  return readMasterFile(top.text, { file, include, ...(origin === undefined ? {} : { origin }) });
}

function unreadable(file: string, origin: Name | undefined, message: string, hint?: string): ZoneText {
  const fault = { file, line: 1, column: 1, message, ...(hint && { hint }) };
  return {
    origin,
    records: [],
    unread: [],
    untold: [],
    changes: [],
    faults: [fault],
    notes: [],
    comments: [],
  };
}

/** A name of one label is no zone of ours but a file such as `production.yaml`, OctoDNS's configuration. */
export function zoneNamed(text: string): Name | undefined {
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(text)) return undefined;
  const ascii = /[^\0-\x7f]/.test(text) ? domainToASCII(text) : text;
  const read = readName(ascii);
  return 'name' in read && ascii.includes('.') ? read.name : undefined;
}

/** Paths are relative to the folder; where a path or a symbolic link leads out of it, the file is refused. */
function includeBelow(folder: string): Include {
  return (name) => {
    const file = path.isAbsolute(name) ? name : path.join(folder, name);
    const real = attempt(() => ({ root: realpathSync(folder), target: realpathSync(file) }));
    if ('problem' in real) return real;
    const way = path.relative(real.root, real.target);
    if (way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way)) {
      return { problem: 'it lies outside the folder of the zone file' };
    }
    const result = readRegularFile(real.target);
    return 'problem' in result ? result : { file, text: result.text };
  };
}

/** Octets as latin-1. Opened without waiting: a pipe or a device must not hang the reading. */
function readRegularFile(file: string): FileText {
  return attempt(() => {
    const descriptor = openSync(file, O_RDONLY | O_NONBLOCK);
    try {
      const { size } = fstatSync(descriptor);
      if (!fstatSync(descriptor).isFile()) return { problem: 'not a regular file' };
      if (size > MAX_OCTETS) return { problem: `over ${MAX_OCTETS} octets` };
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
