import { display } from '../sink.ts';
import { type FactsOf, NOT_READ, type SectionView } from './section.ts';

export const dane: SectionView<'dane'> = {
  label: 'DANE',
  words: daneWords,
  rows: daneRows,
  unused: ({ mx, hosts }) => isRead(mx) && hosts.every(({ state }) => state === 'none'),
};

type Host = FactsOf<'dane'>['hosts'][number];

function isRead({ status }: FactsOf<'dane'>['mx']): boolean {
  return status === 'present' || status === 'absent';
}

function daneWords({ mx, hosts }: FactsOf<'dane'>): string {
  const of = (state: Host['state']): number => hosts.filter((host) => host.state === state).length;
  const share = (count: number): string => `${count} of ${hosts.length} MX hosts`;
  if (!isRead(mx)) return NOT_READ;
  if (hosts.length === 0) return 'no mail server to ask for';
  const parts = [
    ...(of('active') > 0 ? [share(of('active'))] : []),
    ...(of('unproven') > 0
      ? [`TLSA records at ${share(of('unproven'))}; whether they are signed is not known`]
      : []),
    ...(of('unsigned') > 0 ? ['TLSA without DNSSEC: ignored'] : []),
    ...(of('unusable') > 0 ? [`TLSA records that no server can match at ${share(of('unusable'))}`] : []),
  ];
  if (of('unknown') > 0) parts.push(parts.length === 0 ? NOT_READ : `${of('unknown')} not read`);
  return parts.length === 0 ? 'no TLSA records' : parts.join('; ');
}

const STATES: Record<Host['state'], string> = {
  active: 'signed: senders check it',
  unusable: 'signed, but no server can match it',
  unsigned: 'not signed: ignored',
  unproven: 'whether it is signed is not known',
  none: 'no TLSA record',
  unknown: NOT_READ,
};

/** As much of a hash as tells it from others. */
const SHOWN = 24;

function daneRows({ hosts }: FactsOf<'dane'>): string[][] {
  return hosts.flatMap(({ host, base, state, records }) => {
    const name = base === host ? display(host) : `${display(host)} (records of ${display(base)})`;
    if (records.length === 0) return [[name, '–', STATES[state]]];
    return records.map(({ record, usable }) => [
      name,
      record.length > SHOWN ? `${record.slice(0, SHOWN)}…` : record,
      usable || state !== 'active' ? STATES[state] : 'skipped',
    ]);
  });
}
