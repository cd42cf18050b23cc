import { display, displayCut } from '../sink.ts';
import { listed } from '../words.ts';
import { type FactsOf, LONGEST, NOT_READ, type SectionView, unaskedRow } from './section.ts';

export const dmarc: SectionView<'dmarc'> = { label: 'DMARC', words: dmarcWords, rows: dmarcRows };

function dmarcWords({ outcome, effectivePolicy, policyDomain, walk, reports }: FactsOf<'dmarc'>): string {
  if (outcome === 'temperror') return NOT_READ;
  if (outcome === 'none')
    return policyDomain === null ? 'no policy' : 'a record, but no policy that receivers apply';
  const own = walk[0]?.name === `_dmarc.${policyDomain}`;
  return `${effectivePolicy}${own ? '' : `, inherited from ${display(policyDomain ?? '')}`}${reportWords(reports)}`;
}

/** Where no report arrives; else, of reports to others, that they may: those to the domain itself need nobody's word. */
function reportWords(reports: FactsOf<'dmarc'>['reports']): string {
  const lost = reports.filter(
    ({ authorisation, takesMail }) => authorisation === 'missing' || takesMail === false,
  );
  if (lost.length > 0) return `, no reports to ${listed([...new Set(lost.map(({ host }) => host))], 2)}`;
  const others = reports.filter(({ authorisation }) => authorisation !== 'not-needed');
  if (others.length === 0 || others.some(({ authorisation }) => authorisation === 'unknown')) return '';
  return ', reports authorised';
}

function dmarcRows({
  walk,
  effective,
  legacy,
  policyDomain,
  legacyPolicyDomain,
  reports,
  unasked,
}: FactsOf<'dmarc'>): string[][] {
  const found = walk.findIndex(({ records }) => records.length > 0);
  const wordsAt = (index: number) => ({
    present: 'no DMARC record',
    absent: 'no record',
    failed: 'not read',
    skipped: found !== -1 && found < index ? 'not needed' : 'not asked',
  });
  const steps = walk.map(({ name, status, records }, index) => [
    display(name),
    records.length === 0
      ? wordsAt(index)[status]
      : records.map((record) => displayCut(record, LONGEST)).join('  and  '),
  ]);
  const policies = ({ domain, subdomains, nonexistent, percent }: typeof effective): string =>
    `domain ${domain}, subdomains ${subdomains}, unused names ${nonexistent}${percent === null ? '' : `, for ${percent} %`}`;
  const isOther = legacyPolicyDomain !== null && legacyPolicyDomain !== policyDomain;
  const older = isOther ? `, by the record at _dmarc.${display(legacyPolicyDomain)}` : '';
  const targets = reports.map((report) => [
    report.tag,
    `${displayCut(report.address, LONGEST)}${reportNote(report)}`,
  ]);
  return [
    ...steps,
    ['newer receivers (RFC 9989)', policies(effective)],
    ['older receivers (RFC 7489)', `${policies(legacy)}${older}`],
    ...targets,
    ...unaskedRow(unasked, 'report addresses', 2),
  ];
}

function reportNote({ takesMail, authorisation }: FactsOf<'dmarc'>['reports'][number]): string {
  const notes = {
    'not-needed': '',
    authorised: 'authorised by its domain',
    missing: 'not authorised by its domain',
    unknown: 'authorisation not read',
  };
  const words = [takesMail === false ? 'its domain takes no mail' : '', notes[authorisation]].filter(Boolean);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
