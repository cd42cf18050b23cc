import type { SourcedRecord } from '../../src/dns/index.ts';
import { nameKey } from '../../src/dns/name.ts';
import type { Finding } from '../../src/report/schema/report.ts';
import { printData, readMasterFile } from '../../src/zone/index.ts';

type Changes = Finding['changes'];

/** Publishes a finding's changes: what stands in them is added, replaced or deleted, nothing else is touched. */
export function applyChanges(records: SourcedRecord[], changes: Changes): SourcedRecord[] {
  return changes.reduce((zone, change) => applyOne(zone, change), records);
}

function applyOne(records: SourcedRecord[], { op, name, type, from, to }: Changes[number]): SourcedRecord[] {
  const isMeant = (record: SourcedRecord): boolean =>
    nameKey(record.name) === nameKey(name) &&
    record.type === type &&
    (from === undefined || canonical(name, type, from) === printData(record.type, record.data));
  const rest = op === 'add' ? records : records.filter((record) => !isMeant(record));
  if (op !== 'add' && rest.length === records.length)
    throw new Error(`${op} of a record that is not there: ${name} ${type} ${from}`);
  return op === 'delete' ? rest : [...rest, parsed(name, type, to!)];
}

function parsed(name: string, type: string, data: string): SourcedRecord {
  const { records, faults } = readMasterFile(`${name}. 3600 IN ${type} ${data}\n`, {
    file: 'change',
    origin: '.',
  });
  if (faults.length > 0 || records.length !== 1)
    throw new Error(`${name} ${type} ${data}: ${JSON.stringify(faults)}`);
  const { file, line, ...record } = records[0]!;
  return { ...record, source: { file, line } } as SourcedRecord;
}

function canonical(name: string, type: string, data: string): string {
  const record = parsed(name, type, data);
  return printData(record.type, record.data);
}
