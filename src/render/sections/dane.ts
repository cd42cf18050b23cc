import { durationWords } from '../../zone/index.ts';
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
    ...(of('active') > 0 ? [`${share(of('active'))}${matchWords(hosts)}`] : []),
    ...(of('unproven') > 0
      ? [`TLSA records at ${share(of('unproven'))}; whether they are signed is not known`]
      : []),
    ...(of('unsigned') > 0 ? ['TLSA without DNSSEC: ignored'] : []),
    ...(of('unusable') > 0 ? [`TLSA records that no server can match at ${share(of('unusable'))}`] : []),
  ];
  if (of('unknown') > 0) parts.push(parts.length === 0 ? NOT_READ : `${of('unknown')} not read`);
  return parts.length === 0 ? 'no TLSA records' : parts.join('; ');
}

/** Where the servers were spoken to. */
function matchWords(hosts: readonly Host[]): string {
  const seen = hosts
    .filter(({ state }) => state === 'active')
    .map(({ records }) => records.map(({ matched }) => matched).filter((matched) => matched !== null))
    .filter((matched) => matched.length > 0);
  if (seen.length === 0) return '';
  const matching = seen.filter((matched) => matched.includes(true)).length;
  if (matching < seen.length) return `, the keys of ${seen.length - matching} do not match`;
  return seen.length === 1 ? ', its key matches' : ', their keys match';
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

function daneRows({ hosts, nextKeys }: FactsOf<'dane'>): string[][] {
  const published = hosts.flatMap(({ host, base, state, records }) => {
    const name = base === host ? display(host) : `${display(host)} (records of ${display(base)})`;
    if (records.length === 0) return [[name, '–', STATES[state]]];
    return records.map(({ record, usable, matched }) => [
      name,
      shortRecord(record),
      usable || state !== 'active' ? `${STATES[state]}${MATCHED[String(matched)]}` : 'skipped',
    ]);
  });
  const next = nextKeys.map((key) => [display(key.host), shortRecord(key.record), nextKeyWords(key)]);
  return [...published, ...next];
}

function shortRecord(record: string): string {
  return record.length > SHOWN ? `${record.slice(0, SHOWN)}…` : record;
}

const MATCHED: Record<string, string> = {
  true: '; of the key in use',
  false: '; not of what is in use',
  null: '',
};

function nextKeyWords({ state, leadTimeSeconds }: FactsOf<'dane'>['nextKeys'][number]): string {
  if (state !== 'ready' || leadTimeSeconds === null) return NEXT[state];
  return `${NEXT[state]} once it has stood there for ${durationWords(leadTimeSeconds)}`;
}

const NEXT: Record<FactsOf<'dane'>['nextKeys'][number]['state'], string> = {
  ready: 'next key: may be used',
  missing: 'next key: NOT published',
  'certificate-wanted': 'next key: not published; its certificate may pass',
  'no-records': 'next key: there are no records to add it to',
  'no-server': 'next key: of no mail server of this domain',
  unknown: 'next key: not known',
};
