import type { Name } from '../../dns/name.ts';
import type { RecordType } from '../../dns/types.ts';
import { typeName } from '../../dns/wire/index.ts';
import { typeCode } from '../mnemonics.ts';
import { addFault, hidingOnly, isUtf16, startReading, stop, UTF_16 } from '../reading.ts';
import type { Hidden, Place, ReadOptions, ZoneText } from '../types.ts';
import { entryOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { readYaml } from '../yaml/read.ts';
import { kindOf } from '../yaml/scalar.ts';
import { ownerOf } from './names.ts';
import { readRecord } from './record.ts';
import { note, type OctoDns, type RecordState, wrong } from './state.ts';

/** A zone of 80,000 names; the library's tree takes some 200 times the room of the text. */
const MOST_OCTETS = 4 * 1024 * 1024;
/** More than such a text can hold without aliases. */
const MOST_RECORDS = 250_000;

export type OctoDnsOptions = ReadOptions & { origin: Name; defaultTtl?: number };

/**
 * Reads a zone in the YAML of OctoDNS's YamlProvider; the file is the whole zone, though it has no SOA. What OctoDNS
 * leaves to the provider (SOA, the zone's own NS, ALIAS) is left open, not absent. Total: faults are values.
 */
export async function readOctoDns(text: string, options: OctoDnsOptions): Promise<ZoneText> {
  const { file, origin, limits, defaultTtl = 3600 } = options;
  const reading = startReading(origin, undefined, { octets: MOST_OCTETS, records: MOST_RECORDS, ...limits });
  const state = { file, parents: [], origin, owner: undefined };
  const all: OctoDns = {
    reading,
    file: state,
    zone: origin,
    defaultTtl,
    escaped: undefined,
    unescaped: undefined,
  };
  reading.zone.whole = { apex: origin, file };
  const top = { line: 1, column: 1 };
  if (text.length > reading.limits.octets) {
    stop(reading, state, top, `over ${reading.limits.octets} octets: not read`);
  } else if (isUtf16(text)) {
    addFault(reading, state, UTF_16);
  } else {
    const { root, faults } = await readYaml(text.replace(/^\xef\xbb\xbf/, ''));
    for (const trouble of faults) addFault(reading, state, trouble);
    if (root !== undefined) readZone(all, root);
  }
  return reading.zone;
}

function readZone(all: OctoDns, root: YamlNode): void {
  const { reading, file } = all;
  if (root.kind === 'scalar' && kindOf(root) === 'nothing') return;
  if (root.kind !== 'map') {
    const { line, column } = root;
    addFault(reading, file, { line, column, message: 'no zone: it is a mapping of names to records' });
    return;
  }
  for (const { key, value } of root.entries) {
    readNode(all, key, value);
    if (reading.stopped) return;
  }
  openApex(all);
  if (all.escaped !== undefined && all.unescaped !== undefined)
    note(
      all,
      all.unescaped,
      `a semicolon without a backslash, and one with it in line ${all.escaped.line}`,
      'OctoDNS takes one way a file, as its option escaped_semicolons says',
    );
}

/** Most zones leave these to the provider. */
function openApex({ reading, zone }: OctoDns): void {
  const has = (type: RecordType) =>
    reading.zone.records.some((one) => one.name === zone && one.type === type);
  const types = (['NS', 'SOA'] as const).filter((type) => !has(type));
  if (types.length > 0) reading.zone.untold.push({ name: zone, types });
}

function readNode(all: OctoDns, key: YamlScalar, value: YamlNode): void {
  const owner = ownerOf({ all, lenient: false, wrong: false }, key);
  const seen = new Map<string, Place>();
  for (const one of value.kind === 'list' ? value.items : [value]) {
    const record: RecordState = { all, lenient: false, wrong: false };
    hidingOnly(all.reading, hiddenIn(owner, one), () => {
      if (one.kind === 'map') readRecord(record, owner, one, seen);
      else wrong(record, one, 'no record: it is a mapping with a type', 'as in {type: A, value: 192.0.2.1}');
    });
    if (all.reading.stopped) return;
  }
}

/** What a record at fault would have been. */
function hiddenIn(name: Name | undefined, one: YamlNode): Hidden {
  const value = one.kind === 'map' ? entryOf(one, 'type')?.value : undefined;
  const code = value?.kind === 'scalar' ? typeCode(value.text) : undefined;
  return { ...(name !== undefined && { name }), ...(code !== undefined && { type: typeName(code) }) };
}
