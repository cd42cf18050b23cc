import {
  type AnyRecord,
  createAuthority,
  failedAnswer,
  nameKey,
  offline,
  overlaid,
  type RecordType,
  type Resolver,
  readName,
  type SourcedRecord,
} from '../../src/dns/index.ts';

/** The zones of the shared vectors: name → list of `{TYPE: value}`, "TIMEOUT" where a lookup gets no answer. */
export type Zonedata = Record<string, (string | Record<string, unknown>)[]>;

export function zonedataResolver(zonedata: Zonedata): Resolver {
  const records: SourcedRecord[] = [];
  const dead = new Map<string, Set<string>>();
  const names: string[] = [];
  for (const [owner, entries] of Object.entries(zonedata)) {
    const read = readName(owner);
    if (!('name' in read)) continue;
    names.push(read.name);
    for (const entry of entries) addEntry(records, dead, read.name, entry);
  }
  const world = overlaid(createAuthority(records, ['.'], names), offline);
  return {
    async ask(name, type) {
      const types = dead.get(nameKey(name));
      const listed = records.some((record) => nameKey(record.name) === nameKey(name) && record.type === type);
      if (types?.has(type) || (types?.has('*') && !listed)) {
        return failedAnswer({ name, type }, { reason: 'timeout', detail: 'TIMEOUT' }, { server: 'vector' });
      }
      return world.ask(name, type);
    },
  };
}

function addEntry(
  records: SourcedRecord[],
  dead: Map<string, Set<string>>,
  name: string,
  entry: string | Record<string, unknown>,
): void {
  const types = dead.get(nameKey(name)) ?? new Set<string>();
  if (typeof entry === 'string') {
    dead.set(nameKey(name), types.add('*'));
    return;
  }
  for (const [type, value] of Object.entries(entry)) {
    if (value === 'TIMEOUT') dead.set(nameKey(name), types.add(type));
    else {
      const data = dataOf(type, value);
      if (data)
        records.push({
          name,
          type,
          class: 1,
          ttl: 300,
          data,
          source: { file: 'vector', line: 0 },
        } as AnyRecord as SourcedRecord);
    }
  }
}

const absolute = (text: unknown): string => {
  const read = readName(String(text));
  return 'name' in read ? read.name : String(text);
};

function dataOf(type: string, value: unknown): object | undefined {
  switch (type as RecordType) {
    case 'TXT':
      return { strings: (Array.isArray(value) ? value : [value]).map(String) };
    case 'A':
    case 'AAAA':
      return { address: String(value).toLowerCase() };
    case 'MX': {
      const [preference, exchange] = value as [number, string];
      return { preference: Number(preference), exchange: exchange === '' ? '.' : absolute(exchange) };
    }
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return { target: absolute(value) };
    default:
      return undefined;
  }
}
