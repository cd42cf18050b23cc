import { isWithin, type Name, nameKey, sameName } from '../../dns/name.ts';
import type { RecordType } from '../../dns/types.ts';
import { typeName } from '../../dns/wire/index.ts';
import { cite } from '../fields.ts';
import {
  at,
  type Document,
  isRecordType,
  isTrueAt,
  listAt,
  mapsAt,
  nameProblem,
  note,
  type Owner,
  rootOf,
  skip,
  startDocument,
  textAt,
  ttlAt,
  wrong,
} from '../json/document.ts';
import { typeCode } from '../mnemonics.ts';
import { hidingOnly, leaveOpen } from '../reading.ts';
import type { Hidden, ReadOptions, ZoneText } from '../types.ts';
import { readNameBelow } from '../whole-name.ts';
import { addValue, dataOf } from '../words.ts';
import type { YamlMap } from '../yaml/node.ts';
import { answersInstead, formOf } from './forms.ts';
import { wordsOf } from './value.ts';

/** `models.DefaultTTL` */
const DEFAULT_TTL = 300;

/**
 * Reads what `dnscontrol print-ir` prints: its domains, each the whole zone but for the SOA and NS that the provider
 * adds. A domain that keeps what it does not name (NO_PURGE, IGNORE) speaks for its record sets alone. Total.
 */
export function readDnsControl(text: string, options: ReadOptions): ZoneText[] {
  const top = startDocument(options);
  const root = rootOf(top, text);
  if (root?.kind !== 'map') {
    if (root !== undefined) wrong(top, root, 'no output of dnscontrol print-ir: that is an object');
    return [top.reading.zone];
  }
  const seen = new Set<string>();
  const zones = mapsAt(top, root, 'domains').map((map) => readDomain(options, map, seen));
  return [top.reading.zone, ...zones];
}

function readDomain(options: ReadOptions, map: YamlMap, seen: Set<string>): ZoneText {
  const document = startDocument(options);
  const { zone } = document.reading;
  const written = textAt(document, map, 'name');
  if (written === undefined) return zone;
  // “example.com!inside” is one view of split DNS.
  const [name = ''] = written.text.split('!');
  const result = readNameBelow(name);
  if ('problem' in result) {
    nameProblem(document, written, name, result);
    return zone;
  }
  const apex = result.name;
  if (options.origin !== undefined && !sameName(apex, options.origin)) return zone;
  if (seen.has(nameKey(apex)))
    wrong(document, written, `${apex} stands twice`, 'of split DNS keep the view that the world sees');
  seen.add(nameKey(apex));
  document.file.origin = apex;
  zone.origin = apex;
  readContents(document, apex, map);
  return zone;
}

function readContents(document: Document, apex: Name, map: YamlMap): void {
  const { zone } = document.reading;
  const keeps = keptBy(map);
  if (keeps === undefined) zone.whole = { apex, file: document.file.file };
  else note(document, map, `${keeps}: what ${apex} does not name here stays as it is live`);
  for (const record of mapsAt(document, map, 'records')) {
    readRecord(document, apex, record);
    if (document.reading.stopped) return;
  }
  for (const record of mapsAt(document, map, 'recordsabsent')) readAbsent(document, apex, record);
  if (listAt(document, map, 'rawrecords').length > 0)
    wrong(document, map, 'raw records are not worked out', 'give what print-ir prints without --raw');
  const has = (type: RecordType) => zone.records.some((one) => one.type === type && sameName(one.name, apex));
  const types = (['NS', 'SOA'] as const).filter((type) => !has(type));
  if (keeps === undefined && types.length > 0) zone.untold.push({ name: apex, types });
}

function keptBy(map: YamlMap): string | undefined {
  if (isTrueAt(map, 'keepunknown')) return 'NO_PURGE';
  const unmanaged = at(map, 'unmanaged');
  return unmanaged?.kind === 'list' && unmanaged.items.length > 0 ? 'IGNORE' : undefined;
}

function ownerOf(document: Document, apex: Name, map: YamlMap): { name: Name; type: string } | undefined {
  const type = textAt(document, map, 'type')?.text;
  const written = textAt(document, map, 'name');
  if (type === undefined || written === undefined) return undefined;
  const result = readNameBelow(written.text === '' ? '@' : written.text, apex);
  if ('problem' in result) return nameProblem(document, written, written.text, result);
  if (isWithin(result.name, apex)) return { name: result.name, type };
  return wrong(document, written, `${result.name} is not below ${apex}`);
}

function readRecord(document: Document, apex: Name, map: YamlMap): void {
  const owner = ownerOf(document, apex, map);
  if (owner === undefined) return;
  const hides = hiddenAt(owner);
  hidingOnly(document.reading, hides, () => readOwned(document, apex, owner, map));
}

function hiddenAt({ name, type }: Owner): Hidden {
  const code = typeCode(type);
  return { name, ...(code !== undefined && { type: typeName(code) }) };
}

function readOwned(document: Document, apex: Name, owner: Owner, map: YamlMap): void {
  const { reading, file } = document;
  const ttl = ttlAt(document, map, 'ttl', DEFAULT_TTL);
  if (ttl === undefined) return;
  const head = { ...owner, ttl };
  const types = openTypes(head.type, map);
  const form = formOf(head.type);
  if (types !== undefined) {
    const why = form === undefined ? 'is made by the provider' : 'stands behind Cloudflare’s proxy';
    leaveOpen(reading, file, head, types, map, why);
  } else if (form !== undefined) {
    const words = wordsOf(document, form, map, apex);
    if (words !== undefined) addValue(reading, file, head, { at: map, words });
  } else if (isRecordType(head.type)) {
    leaveOpen(reading, file, head, [typeName(typeCode(head.type)!)], map, 'is not read');
  } else {
    skip(document, map, cite(head.type), 'no record of the DNS');
  }
}

function openTypes(type: string, map: YamlMap): readonly RecordType[] | undefined {
  for (const key of ['r53_alias', 'azure_alias']) {
    const alias = at(map, key);
    const said = alias?.kind === 'map' ? at(alias, 'type') : undefined;
    const code = said?.kind === 'scalar' ? typeCode(said.text) : undefined;
    if (code !== undefined) return [typeName(code)];
  }
  const meta = at(map, 'meta');
  const proxy = meta?.kind === 'map' ? at(meta, 'cloudflare_proxy') : undefined;
  const isProxied = proxy?.kind === 'scalar' && /^(?:on|full)$/i.test(proxy.text);
  if (isProxied && ['A', 'AAAA', 'CNAME'].includes(type)) return ['A', 'AAAA', 'HTTPS'];
  return answersInstead(type);
}

/** ENSURE_ABSENT: this record goes, others of its set stay. A zone that is whole has no need of it. */
function readAbsent(document: Document, apex: Name, map: YamlMap): void {
  const { reading, file } = document;
  const owner = ownerOf(document, apex, map);
  const form = owner && formOf(owner.type);
  const words = form && wordsOf(document, form, map, apex);
  const read = words && dataOf(reading, file, owner!.type, { at: map, words });
  if (read === undefined || 'unread' in read || reading.zone.whole !== undefined) return;
  const { type, data } = read;
  const given = reading.zone.records.some((one) => one.type === type && sameName(one.name, owner!.name));
  if (!given)
    reading.zone.changes.push({ name: owner!.name, type, removes: [data], file: file.file, line: map.line });
}
