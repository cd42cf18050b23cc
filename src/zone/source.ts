import path from 'node:path';
import { readName } from '../dns/name.ts';
import { type FileSource, readFileText } from './file.ts';
import { readZoneFolder } from './folder.ts';
import { type Format, isFormat } from './formats.ts';
import { treeAt } from './git.ts';
import { disk } from './tree.ts';
import type { ZoneText } from './types.ts';

export type SourceResult = { zones: ZoneText[] } | { problem: string };

interface Spec {
  origin?: string;
  format?: Format;
  revision?: string;
  file: string;
}

/** `[ORIGIN=][FORMAT:][git:REV:]PATH`, the words before the path in any order. */
function specOf(source: string): Spec {
  const [, origin, rest = source] = /^([A-Za-z0-9._-]+)=(.+)$/s.exec(source) ?? [];
  const spec: Spec = { file: rest, ...(origin !== undefined && { origin }) };
  for (;;) {
    const [, prefix = '', behind = ''] = /^([a-z0-9]+):(.*)$/s.exec(spec.file) ?? [];
    if (isFormat(prefix) && spec.format === undefined) Object.assign(spec, { format: prefix, file: behind });
    else if (prefix === 'git' && spec.revision === undefined) {
      const colon = behind.indexOf(':');
      Object.assign(spec, {
        revision: colon === -1 ? behind : behind.slice(0, colon),
        file: colon === -1 ? '' : behind.slice(colon + 1),
      });
    } else return spec;
  }
}

/** Reads what a `--zone` names: a file or a folder, of the disk or of a revision. */
export async function readZoneSource(source: string, cwd: string): Promise<SourceResult> {
  const { origin, format, revision, file } = specOf(source);
  const read = origin === undefined ? undefined : readName(origin);
  if (read !== undefined && 'problem' in read) return { problem: `${origin} is no domain name` };
  if (file === '') return { problem: revision === undefined ? 'no path' : 'write git:REVISION:PATH' };
  const how = { ...(format && { format }), ...(read && { origin: read.name }) };
  if (revision === undefined)
    return withGitHint(await readFrom({ ...how, file: path.resolve(cwd, file), tree: disk }), file);
  const found = treeAt(cwd, revision);
  if ('problem' in found) return found;
  // As git has it: relative to the top, but for what begins with a dot.
  const inside = path.posix.normalize(
    /^\.\.?(?:\/|$)/.test(file) ? path.posix.join(found.prefix, file) : file,
  );
  return readFrom({ ...how, file: inside, tree: found.tree }, (name) => `${revision}:${name}`);
}

/** `main:zones/`, as git itself has it. */
function withGitHint(result: SourceResult, file: string): SourceResult {
  const isMeant = 'problem' in result && /^[^:/\\.][^:]+:[^:\\]/.test(file);
  return isMeant ? { problem: `${result.problem} (of a revision: git:${file})` } : result;
}

async function readFrom(source: FileSource, shown = (file: string) => file): Promise<SourceResult> {
  const { file, tree, origin } = source;
  const folder = origin === undefined ? await readZoneFolder(file, tree) : undefined;
  if (folder?.length === 0)
    return { problem: 'no file there is called after a zone, as example.com.yaml is' };
  if (folder !== undefined) return { zones: folder.map((zone) => renamed(zone, shown)) };
  const top = tree.read(file);
  if ('problem' in top) return { problem: `cannot be read: ${top.problem}` };
  const zones = await readFileText(source, top.text);
  return { zones: zones.map((zone) => renamed(zone, shown)) };
}

/** The same with the names under which its files are shown. */
function renamed(zone: ZoneText, shown: (file: string) => string): ZoneText {
  const each = <T extends { file: string }>(items: readonly T[]) =>
    items.map((item) => ({ ...item, file: shown(item.file) }));
  return {
    ...zone,
    ...(zone.whole && { whole: { ...zone.whole, file: shown(zone.whole.file) } }),
    records: each(zone.records),
    changes: each(zone.changes),
    unread: each(zone.unread),
    faults: each(zone.faults),
    notes: each(zone.notes),
    comments: each(zone.comments),
  };
}
