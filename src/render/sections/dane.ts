import { durationWords } from '../../zone/index.ts';
import { display } from '../sink.ts';
import { plural } from '../words.ts';
import { type FactsOf, NOT_READ, type SectionView } from './section.ts';

export const dane: SectionView<'dane'> = {
  label: 'DANE',
  words: daneWords,
  rows: daneRows,
  unused: ({ mx, hosts, nextKeys }) =>
    isRead(mx) && hosts.every(({ state }) => state === 'none') && nextKeys.length === 0,
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
  const seen = hosts.filter(({ state }) => state === 'active').flatMap(({ servers }) => servers);
  if (seen.length === 0) return '';
  const matching = seen.filter(({ outcome }) => outcome === 'match').length;
  const all = plural(seen.length, 'server');
  return matching === seen.length ? `, matched by ${all}` : `, matched by ${matching} of ${all}`;
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
    return records.map(({ record, usable, match }) => [
      name,
      shortRecord(record),
      usable || state !== 'active'
        ? `${STATES[state]}${match === null ? '' : `; ${MATCHES[match]}`}`
        : 'skipped',
    ]);
  });
  return [...published, ...nextKeys.flatMap(nextKeyRows)];
}

function shortRecord(record: string): string {
  return record.length > SHOWN ? `${record.slice(0, SHOWN)}…` : record;
}

type Match = NonNullable<Host['records'][number]['match']>;

const MATCHES: Record<Match, string> = {
  passes: 'of what is in use',
  name: 'names the authority, but the certificate is for another name',
  dates: 'names the authority, but a certificate is out of date',
  'not-issued': 'names an authority that did not issue the certificate',
  'not-sent': 'names an authority that the server does not send',
  'other-key': 'not of what is in use',
  unusable: 'skipped',
};

type NextKey = FactsOf<'dane'>['nextKeys'][number];

function nextKeyRows({ host, state, passing, wanted, leadTimeSeconds }: NextKey): string[][] {
  const row = (record: string, words: string): string[] => [display(host), record, `next key: ${words}`];
  const since =
    leadTimeSeconds === null ? 'for twice its TTL' : `for ${durationWords(leadTimeSeconds)}, twice its TTL`;
  const ready = state === 'ready' ? `may be used once this has stood there ${since}` : 'passes by this';
  const rows = [
    ...passing.map((record) => row(shortRecord(record), ready)),
    ...wanted.map((record) => row(shortRecord(record), 'NOT published')),
  ];
  return rows.length > 0 ? rows : [row('–', NEXT[state])];
}

const NEXT: Record<NextKey['state'], string> = {
  ready: 'may be used',
  missing: 'passes by no record',
  'certificate-wanted': 'hangs on its certificate and chain',
  'not-checked': 'senders hold the server against no record',
  'no-server': 'of no mail server of this domain',
  unknown: 'not known',
};
