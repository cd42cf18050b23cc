import { printRecord, type ZoneText } from '../../src/zone/index.ts';

type Fault = ZoneText['faults'][number];

export function shownFault({ line, column, message, hint }: Fault): string {
  return `${line}:${column} ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

/** What a reading gave, each thing as one line. */
export function shown(zone: ZoneText) {
  return {
    records: zone.records.map((record) => `${record.line} ${printRecord(record)}`),
    faults: zone.faults.map(shownFault),
    notes: zone.notes.map(shownFault),
    untold: zone.untold.map(({ name, types }) => `${name} ${types.join(' ')}`),
    changes: zone.changes.map(
      ({ name, type, removes }) => `${name} ${type} ${removes === 'all' ? 'all' : JSON.stringify(removes)}`,
    ),
  };
}
