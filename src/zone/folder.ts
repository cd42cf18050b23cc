import path from 'node:path';
import { readFileSource, zoneNamed } from './file.ts';
import type { Tree } from './tree.ts';
import type { ZoneText } from './types.ts';

const ZONE_FILE = /^(.+?)\.?\.(?:ya?ml|zone)$/i;

/**
 * The zones of a folder: the files called after one, `example.com.yaml` or `example.com.zone`. Whatever else lies there
 * (OctoDNS's configuration, a README) is none. `undefined` where it is no folder.
 */
export async function readZoneFolder(folder: string, tree: Tree): Promise<ZoneText[] | undefined> {
  const names = tree.list(folder);
  if (names === undefined) return undefined;
  const texts: ZoneText[] = [];
  for (const name of names) {
    const origin = zoneNamed(ZONE_FILE.exec(name)?.[1] ?? '');
    const format = /\.zone$/i.test(name) ? 'zone' : 'octodns';
    if (origin !== undefined)
      texts.push(...(await readFileSource({ file: path.join(folder, name), tree, origin, format })));
  }
  return texts;
}
