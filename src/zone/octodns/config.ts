import path from 'node:path';
import { type Name, readName, sameName } from '../../dns/name.ts';
import { cite } from '../fields.ts';
import { at, type Document, note, startDocument, wrong } from '../json/document.ts';
import { addFault } from '../reading.ts';
import type { Tree } from '../tree.ts';
import type { ZoneText } from '../types.ts';
import { toAscii } from '../whole-name.ts';
import { entryOf, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { isTrue, isWholeNumber } from '../yaml/scalar.ts';
import { readOctoDns } from './read.ts';

/** A configuration that is read: octodns/octodns, README, “Config” and “Dynamic Zone Config”. */
interface Configuration {
  document: Document;
  tree: Tree;
  providers: YamlMap;
  /** The folders that a relative path may start from, the nearest first. */
  bases: readonly string[];
}

interface ConfigurationOptions {
  file: string;
  tree: Tree;
  origin?: Name;
}

/** Records have a type; OctoDNS's configuration has providers with a class, and zones. */
export async function isConfiguration(text: string): Promise<boolean> {
  if (!/^['"]?providers['"]?:/m.test(text) || !/^['"]?zones['"]?:/m.test(text)) return false;
  const { root } = await readYaml(text.replace(/^\xef\xbb\xbf/, ''));
  return root?.kind === 'map' && mapAt(root, 'providers') !== undefined && mapAt(root, 'zones') !== undefined;
}

/** The zones that a configuration names, from the folders of their YamlProviders. */
export async function readConfiguration(
  text: string,
  { file, tree, origin }: ConfigurationOptions,
): Promise<ZoneText[]> {
  const document = startDocument({ file });
  const { root, faults } = await readYaml(text.replace(/^\xef\xbb\xbf/, ''));
  for (const trouble of faults) addFault(document.reading, document.file, trouble);
  const providers = root?.kind === 'map' ? mapAt(root, 'providers') : undefined;
  const zones = root?.kind === 'map' ? mapAt(root, 'zones') : undefined;
  if (providers === undefined || zones === undefined) return [document.reading.zone];
  const configuration = { document, tree, providers, bases: foldersAbove(file) };
  const texts: ZoneText[] = [];
  for (const { name, at: place, map } of zonesOf(configuration, zones))
    if (origin === undefined || sameName(name, origin))
      texts.push(...(await readZone(configuration, zones, name, place, map)));
  return [document.reading.zone, ...texts];
}

/** OctoDNS takes paths from where it is run, mostly the top of a repository: nothing in the file tells. */
function foldersAbove(file: string): string[] {
  const folders = [path.dirname(file)];
  for (;;) {
    const above = path.dirname(folders.at(-1)!);
    if (above === folders.at(-1) || folders.length > 16) return folders;
    folders.push(above);
  }
}

interface ZoneEntry {
  name: Name;
  at: YamlScalar;
  map: YamlMap;
}

function zonesOf(configuration: Configuration, zones: YamlMap): ZoneEntry[] {
  const { document } = configuration;
  const named: ZoneEntry[] = [];
  const patterns: ZoneEntry[] = [];
  for (const { key, value } of zones.entries) {
    if (value.kind !== 'map') wrong(document, value, `the zone ${cite(key.text)} is a mapping`);
    else if (key.text.startsWith('*')) patterns.push(...filesOf(configuration, key, value));
    else {
      const name = key.text.endsWith('.') ? nameOf(key.text) : undefined;
      if (name === undefined)
        wrong(document, key, `${cite(key.text)} is no zone`, 'with its final dot, example.com.');
      else named.push({ name, at: key, map: value });
    }
  }
  return [...named, ...patterns.filter(({ name }) => !named.some((one) => sameName(one.name, name)))];
}

/** `'*'`: every zone that a provider's folder has a file of. */
function filesOf(configuration: Configuration, key: YamlScalar, map: YamlMap): ZoneEntry[] {
  return sourcesOf(configuration, map).flatMap((provider) => {
    const folder = folderOf(configuration, provider);
    const files = folder === undefined ? [] : (configuration.tree.list(folder) ?? []);
    return files.flatMap((file) => {
      const name = /\.ya?ml$/i.test(file) ? nameOf(file.replace(/\.?\.ya?ml$/i, '')) : undefined;
      return name?.includes('.') ? [{ name, at: key, map }] : [];
    });
  });
}

function nameOf(text: string): Name | undefined {
  const result = readName(toAscii(Buffer.from(text, 'latin1').toString('latin1')) ?? '');
  return 'name' in result ? result.name : undefined;
}

/** The providers that hold a zone's records in YAML; others are named in a note. */
function sourcesOf({ document, providers }: Configuration, map: YamlMap): YamlMap[] {
  const listed = at(map, 'sources');
  const items = listed?.kind === 'list' ? listed.items : [];
  return items.flatMap((item: YamlNode) => {
    const name = item.kind === 'scalar' ? item.text : '';
    const provider = mapAt(providers, name);
    if (provider === undefined) wrong(document, item, `no provider ${cite(name)} is described`);
    else if (!/(?:^|\.)YamlProvider$/.test(textOf(provider, 'class') ?? ''))
      note(document, item, `the source ${cite(name)} is not read: it is no YamlProvider`);
    else return [provider];
    return [];
  });
}

async function readZone(
  configuration: Configuration,
  zones: YamlMap,
  name: Name,
  place: YamlScalar,
  map: YamlMap,
): Promise<ZoneText[]> {
  const { document, tree } = configuration;
  const alias = textOf(map, 'alias');
  const told = alias === undefined ? map : mapAt(zones, alias);
  if (told === undefined) {
    wrong(document, place, `its alias ${cite(alias!)} is no zone here`);
    return [];
  }
  const sources = sourcesOf(configuration, told);
  const listed = at(told, 'sources');
  const others = listed?.kind === 'list' && listed.items.length > sources.length;
  const texts: ZoneText[] = [];
  for (const provider of sources) {
    const file = fileOf(configuration, provider, alias ?? `${name}.`);
    if (file === undefined) continue;
    const read = tree.read(file);
    const options = { file, origin: name, ...defaultTtl(provider) };
    if ('text' in read) texts.push(await readOctoDns(read.text, options));
    else wrong(document, place, `${file} cannot be read: ${read.problem}`);
  }
  if (texts.length === 0 && sources.length > 0 && document.reading.zone.faults.length === 0)
    wrong(
      document,
      place,
      `no file of the zone ${name} is found`,
      `${name}.yaml, in the provider’s directory`,
    );
  // With other sources, or several, no file is the whole zone.
  if (others || texts.length > 1) for (const text of texts) delete text.whole;
  return texts;
}

function defaultTtl(provider: YamlMap): { defaultTtl?: number } {
  const ttl = textOf(provider, 'default_ttl');
  return ttl !== undefined && isWholeNumber(ttl) ? { defaultTtl: Number(ttl) } : {};
}

function fileOf(configuration: Configuration, provider: YamlMap, zone: string): string | undefined {
  const folder = folderOf(configuration, provider);
  const names = folder === undefined ? [] : (configuration.tree.list(folder) ?? []);
  const found = names.find((one) => one.toLowerCase() === `${zone}yaml`.toLowerCase());
  return found === undefined ? undefined : path.join(folder!, found);
}

/** The folder that the provider reads; a fault where its records do not stand in one file a zone. */
function folderOf({ document, bases, tree }: Configuration, provider: YamlMap): string | undefined {
  const split = entryOf(provider, 'split_extension') ?? entryOf(provider, 'shared_filename');
  const isOff =
    split?.value.kind === 'scalar' && !isTrue(split.value) && /^(?:false|no|off)$/i.test(split.value.text);
  if (split !== undefined && !isOff)
    return wrong(document, split.key, `${cite(split.key.text)}: records in several files are not read`);
  const directory = textOf(provider, 'directory');
  if (directory === undefined || directory.startsWith('env/'))
    return wrong(
      document,
      provider,
      'the directory of this provider is not told',
      'give the zone’s file itself',
    );
  if (path.isAbsolute(directory)) return directory;
  const found = bases
    .map((base) => path.join(base, directory))
    .find((folder) => tree.list(folder) !== undefined);
  return found ?? wrong(document, provider, `no folder ${cite(directory)} is found from here upwards`);
}

function mapAt(map: YamlMap, key: string): YamlMap | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'map' ? value : undefined;
}

function textOf(map: YamlMap, key: string): string | undefined {
  const value = at(map, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}
