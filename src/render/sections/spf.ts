import { spfRows } from '../details-spf.ts';
import { resultWord } from '../words.ts';
import { type FactsOf, NOT_READ, type SectionView } from './section.ts';

export const spf: SectionView<'spf'> = {
  label: 'SPF',
  words: spfWords,
  rows: spfRows,
};

function spfWords(facts: FactsOf<'spf'>): string {
  const { check, heloCheck } = facts;
  const helo = heloCheck === null ? '' : `, HELO alone: ${resultWord(heloCheck.result)}`;
  return `${spfRecordWords(facts)}${check === null ? '' : `; ${check.ip}: ${resultWord(check.result)}${helo}`}`;
}

function spfRecordWords({ outcome, record, lookups, permerrorFor }: FactsOf<'spf'>): string {
  if (outcome === 'none') return 'no record';
  if (record === null) return outcome === 'temperror' ? NOT_READ : 'more than one record';
  const used = `${lookups.exact ? '' : 'at least '}${lookups.value} of 10 lookups`;
  const all = /(?:^| )([-~?+]?all)\b/i.exec(record)?.[1];
  const end = all === undefined ? (/redirect=/i.test(record) ? 'redirect' : 'no “all”') : `ends in ${all}`;
  if (outcome === 'permerror')
    return `permerror for ${permerrorFor === 'all' ? 'everyone' : 'some senders'}; ${used}`;
  return `${used}, ${end}`;
}
