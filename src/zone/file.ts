import path from 'node:path';
import { domainToASCII } from 'node:url';
import { type Name, readName } from '../dns/name.ts';
import { readDnsControl } from './dnscontrol/read.ts';
import { type Format, formatHint, formatOf, looksLikeZone, unknownFormat } from './formats.ts';
import { readMasterFile } from './master-file.ts';
import { isConfiguration, readConfiguration } from './octodns/config.ts';
import { readOctoDns } from './octodns/read.ts';
import { isUtf16, UTF_16 } from './reading.ts';
import { readRecords } from './records/read.ts';
import { readRoute53 } from './route53/read.ts';
import { readTerraform } from './terraform/read.ts';
import { disk, type Tree } from './tree.ts';
import type { Include, ZoneText } from './types.ts';

/** One file to be read, and how. */
export interface FileSource {
  file: string;
  tree: Tree;
  origin?: Name;
  /** Said by whoever names the file; else the file's name and content tell. */
  format?: Format;
}

/**
 * Reads a zone file: OctoDNS's YAML where its name ends in `.yaml` or `.yml`, else a master file and the files it
 * includes, which must lie in its folder or below. A file that cannot be read is a fault of the result, in its first line.
 */
export async function readZoneFile(file: string, origin?: Name): Promise<ZoneText> {
  const format = /\.ya?ml$/i.test(file) ? 'octodns' : 'zone';
  const [zone] = await readFileSource({ file, tree: disk, format, ...(origin !== undefined && { origin }) });
  return zone!;
}

/** Reads a file in any of the formats; some hold several zones. */
export async function readFileSource(source: FileSource): Promise<ZoneText[]> {
  const { file, tree, origin } = source;
  const top = tree.read(file);
  if ('problem' in top) return [unreadable(file, origin, `cannot be read: ${top.problem}`)];
  return readFileText(source, top.text);
}

/** The same of a file whose text is at hand. */
export async function readFileText(source: FileSource, text: string): Promise<ZoneText[]> {
  const { file, tree, origin } = source;
  if (isUtf16(text)) return [unreadable(file, origin, UTF_16.message, UTF_16.hint)];
  const format = source.format ?? formatOf(path.basename(file), text);
  if (format === undefined) return [ofNoFormat(source, text)];
  if (format === 'octodns') return readYamlSource(source, text);
  const options = { file, ...(origin !== undefined && { origin }) };
  if (format === 'dnscontrol') return readDnsControl(text, options);
  if (format === 'terraform') return [readTerraform(text, options)];
  if (format === 'route53') return [readRoute53(text, options)];
  if (format === 'records') return [readRecords(text, options)];
  const zone = readMasterFile(text, { ...options, include: includeBelow(tree, path.dirname(file)) });
  const isOther = source.format === undefined && zone.faults.length > 0 && !looksLikeZone(text);
  return isOther ? [ofNoFormat(source, text)] : [zone];
}

function ofNoFormat({ file, origin }: FileSource, text: string): ZoneText {
  if (text.trim() === '') return unreadable(file, origin, 'the file is empty');
  return unreadable(file, origin, unknownFormat(path.basename(file)), formatHint(text));
}

async function readYamlSource({ file, tree, origin }: FileSource, text: string): Promise<ZoneText[]> {
  const name = /^(.*?)\.?\.ya?ml$/i.exec(path.basename(file))?.[1] ?? path.basename(file);
  const zone = origin ?? zoneNamed(name);
  if (await isConfiguration(text)) return readConfiguration(text, { file, tree, ...(origin && { origin }) });
  if (zone !== undefined) return [await readOctoDns(text, { file, origin: zone })];
  const hint = 'OctoDNS calls it after the zone, example.com.yaml; or give ORIGIN=FILE';
  return [unreadable(file, origin, 'the file’s name is no zone’s', hint)];
}

/** A text of which nothing could be read, and why. */
export function unreadable(file: string, origin: Name | undefined, message: string, hint?: string): ZoneText {
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
function includeBelow(tree: Tree, folder: string): Include {
  return (name) => {
    const file = path.isAbsolute(name) ? name : path.join(folder, name);
    const result = tree.readBelow(folder, file);
    return 'problem' in result ? result : { file, text: result.text };
  };
}
