import path from 'node:path';
import { readFileSource, unreadable, zoneNamed } from './file.ts';
import type { Tree } from './tree.ts';
import type { ZoneText } from './types.ts';

const ZONE_FILE = /^(.+?)\.?\.(?:ya?ml|zone)$/i;

/** As name servers’ own configurations call zone files. */
const OTHER_ZONE_FILE = /^(?:(.+)\.db|db\.(.+))$/i;

/**
 * The zones of a folder: the files called after one, `example.com.yaml` or `example.com.zone`. Whatever else lies there
 * (OctoDNS's configuration, a README) is none; of one that is called after a zone otherwise a note says that it is not
 * read. `undefined` where it is no folder.
 */
export async function readZoneFolder(folder: string, tree: Tree): Promise<ZoneText[] | undefined> {
  const names = tree.list(folder);
  if (names === undefined) return undefined;
  const texts: ZoneText[] = [];
  for (const name of names) {
    const origin = zoneNamed(ZONE_FILE.exec(name)?.[1] ?? '');
    const format = /\.zone$/i.test(name) ? 'zone' : 'octodns';
    if (origin === undefined) continue;
    const file = path.join(folder, name);
    const read = await readFileSource({ file, tree, origin, format });
    texts.push(...read.map((text) => (isEmpty(text) ? unreadable(file, origin, ...EMPTY) : text)));
  }
  return texts.length === 0
    ? texts
    : [...texts, ...names.flatMap((name) => skipped(path.join(folder, name)))];
}

/** One that was emptied by accident would pass for a zone that nobody touches. */
function isEmpty({ records, unread, changes, faults, whole }: ZoneText): boolean {
  return whole === undefined && [records, unread, changes, faults].every(({ length }) => length === 0);
}

const EMPTY = ['no records in it', 'a zone has an SOA at least'] as const;

/** A zone that is left out without a word would look as if nothing of it changed. */
function skipped(file: string): ZoneText[] {
  const [, before, behind] = OTHER_ZONE_FILE.exec(path.basename(file)) ?? [];
  const zone = zoneNamed(before ?? behind ?? '');
  if (zone === undefined) return [];
  const hint = `call it ${zone}.zone, or give it as ${zone}=FILE`;
  const { faults, ...rest } = unreadable(
    file,
    undefined,
    'a zone file by its name, which is not read here',
    hint,
  );
  return [{ ...rest, faults: [], notes: faults }];
}
