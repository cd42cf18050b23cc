import { nameKey, type SourcedRecord } from '../../src/dns/index.ts';
import { printData, printRecord } from '../../src/zone/index.ts';

/**
 * The same change as the tools write it down: the zone as it is to be, or the record sets that become others. A writer
 * tells nothing (`undefined`) where its format cannot say what goes.
 */
export type Writer = (before: SourcedRecord[], after: SourcedRecord[]) => string | undefined;

const APEX = 'example.com';

/** File name → writer. */
export const WRITERS: Readonly<Record<string, Writer>> = {
  'example.com.zone': (_before, after) => zoneText(after),
  'part.zone': (before, after) => {
    const sets = changedSets(before, after).filter(isPart);
    const isTold = sets.length > 0 && sets.every(({ now }) => now.length > 0);
    return isTold ? zoneText(sets.flatMap(({ now }) => now)) : undefined;
  },
  'example.com.yaml': (_before, after) => octodns(after),
  'dnscontrol.json': (_before, after) => dnscontrol(after),
  'route53.json': (_before, after) => route53(after),
  'records.ndjson': (before, after) => {
    const sets = changedSets(before, after).filter(isPart);
    return sets.length > 0 ? ndjson(sets) : undefined;
  },
  'aws.json': (before, after) => plan(changedSets(before, after).map(awsChange)),
  'cloudflare.json': (before, after) => plan(changedSets(before, after).flatMap(cloudflareChanges)),
};

export interface ChangedSet {
  key: string;
  old: SourcedRecord[];
  now: SourcedRecord[];
}

const dataOf = ({ type, data }: SourcedRecord): string => printData(type, data);
const setKey = ({ name, type }: SourcedRecord): string => `${nameKey(name)} ${type}`;

function setsOf(records: readonly SourcedRecord[]): Map<string, SourcedRecord[]> {
  const sets = new Map<string, SourcedRecord[]>();
  for (const record of records) sets.set(setKey(record), [...(sets.get(setKey(record)) ?? []), record]);
  return sets;
}

/** What stands otherwise than before, an unlike TTL, order or case included. */
export function changedSets(before: readonly SourcedRecord[], after: readonly SourcedRecord[]): ChangedSet[] {
  const [old, now] = [setsOf(before), setsOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  const text = (set: SourcedRecord[] = []): string => set.map((record) => printRecord(record)).join('\n');
  return keys
    .filter((key) => text(old.get(key)) !== text(now.get(key)))
    .map((key) => ({ key, old: old.get(key) ?? [], now: now.get(key) ?? [] }));
}

/** With an SOA these formats would speak for the whole zone. */
function isPart({ key }: ChangedSet): boolean {
  return !key.endsWith(' SOA');
}

export function zoneText(records: readonly SourcedRecord[]): string {
  return `${records.map((record) => printRecord(record)).join('\n')}\n`;
}

/** Tools leave the SOA, and the apex's NS, to the provider. */
function isOwners({ type, name }: SourcedRecord): boolean {
  return type !== 'SOA' && !(type === 'NS' && nameKey(name) === APEX);
}

function relative(name: string): string {
  return nameKey(name) === APEX ? '' : name.slice(0, -APEX.length - 1);
}

function textOf(record: SourcedRecord): string {
  return (record.data as { strings: string[] }).strings.join('');
}

function octodns(records: readonly SourcedRecord[]): string {
  const zone: Record<string, object[]> = {};
  for (const set of setsOf(records.filter(isOwners)).values()) {
    const [{ name, type, ttl }] = set as [SourcedRecord];
    const values = set.map(octodnsValue);
    const told = type === 'CNAME' ? { value: values[0] } : { values };
    zone[relative(name)] = [...(zone[relative(name)] ?? []), { type, ttl, ...told }];
  }
  return JSON.stringify(zone, null, 1);
}

function octodnsValue(record: SourcedRecord): unknown {
  if (record.type === 'TXT') return textOf(record).replaceAll(';', '\\;');
  const [first = '', second] = dataOf(record).split(' ');
  return record.type === 'MX' ? { preference: Number(first), exchange: second } : first;
}

function dnscontrol(records: readonly SourcedRecord[]): string {
  const lines = records.filter(isOwners).map((record) => {
    const { name, type, ttl } = record;
    const head = { type, name: relative(name) || '@', ttl };
    if (type === 'TXT') return { ...head, target: textOf(record) };
    const [first = '', second] = dataOf(record).split(' ');
    return type === 'MX'
      ? { ...head, mxpreference: Number(first), target: second }
      : { ...head, target: first };
  });
  return JSON.stringify({ domains: [{ name: APEX, records: lines }] }, null, 1);
}

function route53(records: readonly SourcedRecord[]): string {
  const sets = [...setsOf(records).values()].map((set) => ({
    Name: `${set[0]!.name}.`.replace('*', '\\052'),
    Type: set[0]!.type,
    TTL: set[0]!.ttl,
    ResourceRecords: set.map((record) => ({ Value: dataOf(record) })),
  }));
  return JSON.stringify({ ResourceRecordSets: sets }, null, 1);
}

export function ndjson(sets: readonly ChangedSet[]): string {
  const lines = sets.flatMap(({ key, now }): object[] => {
    const [name, type] = key.split(' ');
    const gone = { name, type, data: null };
    return now.length === 0 ? [gone] : now.map((one) => ({ name, type, ttl: one.ttl, data: dataOf(one) }));
  });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

interface ResourceChange {
  kind: string;
  before: object | null;
  after: object | null;
}

function plan(changes: readonly ResourceChange[]): string {
  const resources = changes.map(({ kind, before, after }, index) => ({
    address: `${kind}.r${index}`,
    mode: 'managed',
    type: kind,
    change: { actions: actionsOf(before, after), before, after, after_unknown: { id: true } },
  }));
  return JSON.stringify({ format_version: '1.2', resource_changes: resources }, null, 1);
}

function actionsOf(before: object | null, after: object | null): string[] {
  if (before !== null && after !== null) return ['update'];
  return [before === null ? 'create' : 'delete'];
}

function awsChange({ old, now }: ChangedSet): ResourceChange {
  return { kind: 'aws_route53_record', before: awsSet(old), after: awsSet(now) };
}

/** The provider puts TXT in quotes itself, and expects `""` where strings meet. */
function awsSet(set: readonly SourcedRecord[]): object | null {
  const [first] = set;
  if (first === undefined) return null;
  const { name, type, ttl } = first;
  const records = set.map((record) =>
    type === 'TXT' ? dataOf(record).slice(1, -1).replaceAll('" "', '""') : dataOf(record),
  );
  return { fqdn: name, name, type, ttl, records, alias: [], zone_id: 'Z0EXAMPLE' };
}

/** One resource a record: those of the old set and of the new one are paired in their order. */
function cloudflareChanges({ old, now }: ChangedSet): ResourceChange[] {
  return Array.from({ length: Math.max(old.length, now.length) }, (_, index) => ({
    kind: 'cloudflare_dns_record',
    before: cloudflareRecord(old[index]),
    after: cloudflareRecord(now[index]),
  }));
}

function cloudflareRecord(record: SourcedRecord | undefined): object | null {
  if (record === undefined) return null;
  const { name, type, ttl } = record;
  const [first = '', second = ''] = dataOf(record).split(' ');
  const content = type === 'TXT' ? dataOf(record) : withoutDot(type === 'MX' ? second : first);
  return { name, type, ttl, content, ...(type === 'MX' && { priority: Number(first) }), proxied: false };
}

function withoutDot(name: string): string {
  return name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name;
}
