import { displayCut } from '../sink.ts';
import { listed } from '../words.ts';
import { type FactsOf, LONGEST, NOT_READ, type SectionView, unaskedRow } from './section.ts';

type Facts = FactsOf<'tls-rpt'>;

export const tlsRpt: SectionView<'tls-rpt'> = {
  label: 'TLS-RPT',
  words: reportWords,
  rows: reportRows,
  unused: ({ outcome }) => outcome === 'none',
};

function reportWords({ outcome, records, rua }: Facts): string {
  if (outcome === 'unknown') return NOT_READ;
  if (outcome === 'none') return 'no record';
  if (records.length > 1) return `${records.length} records, of which senders use none`;
  if (outcome === 'broken') return 'a record that senders cannot read';
  return `reports to ${listed(
    rua.map(({ address }) => address),
    3,
  )}`;
}

function reportRows({ records, rua, unasked }: Facts): string[][] {
  return [
    ...records.map((record) => ['record', displayCut(record, LONGEST)]),
    ...rua.map(({ address, valid, reachable }) => [
      'reports to',
      `${displayCut(address, LONGEST)}${valid ? NOTES[`${reachable}`] : ' (no report address)'}`,
    ]),
    ...unaskedRow(unasked, 'hosts of report addresses', 2),
  ];
}

const NOTES = { true: '', false: ' (cannot arrive there)', unknown: ' (not looked into)' };
