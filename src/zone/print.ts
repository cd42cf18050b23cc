import { isWithin, labelsOf, type Name, nameOf, sameName } from '../dns/name.ts';
import { type AnyRecord, CLASS_IN, type DataOf, type RecordType } from '../dns/types.ts';
import { absolute } from './names.ts';
import { printData } from './rdata.ts';

/** One line of zone text, without its line end. `relativeTo` shortens the owner; names in the data stay absolute. */
export function printRecord(record: AnyRecord, options: { relativeTo?: Name } = {}): string {
  const { ttl, type, data } = record;
  const className = record.class === CLASS_IN ? 'IN' : `CLASS${record.class}`;
  const owner = printOwner(record.name, options.relativeTo);
  return `${owner} ${ttl} ${className} ${type} ${printData<RecordType>(type, data as DataOf<RecordType>)}`;
}

function printOwner(name: Name, origin: Name | undefined): string {
  if (origin === undefined || !isWithin(name, origin)) return absolute(name);
  if (sameName(name, origin)) return '@';
  return nameOf(labelsOf(name).slice(0, -labelsOf(origin).length || undefined));
}
