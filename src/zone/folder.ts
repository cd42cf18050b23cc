import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readZoneFile, zoneNamed } from './file.ts';
import type { ZoneText } from './types.ts';

const ZONE_FILE = /^(.+?)\.?\.(?:ya?ml|zone)$/i;

/**
 * The zones of a folder: the files called after one, `example.com.yaml` or `example.com.zone`. Whatever else lies there
 * (OctoDNS's configuration, a README) is none. `undefined` where it is no folder.
 */
export async function readZoneFolder(folder: string): Promise<ZoneText[] | undefined> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const texts: ZoneText[] = [];
  for (const name of readdirSync(folder).sort()) {
    const zone = zoneNamed(ZONE_FILE.exec(name)?.[1] ?? '');
    if (zone !== undefined) texts.push(await readZoneFile(path.join(folder, name), zone));
  }
  return texts;
}
