import type { DomainResult } from '../../report/schema/report.ts';
import { address } from './address.ts';
import { bimi } from './bimi.ts';
import { dane } from './dane.ts';
import { dkim } from './dkim.ts';
import { dmarc } from './dmarc.ts';
import { dnssec } from './dnssec.ts';
import { mtaSts } from './mta-sts.ts';
import { mx } from './mx.ts';
import type { SectionName, SectionView } from './section.ts';
import { smtp } from './smtp.ts';
import { spf } from './spf.ts';
import { tlsRpt } from './tls-rpt.ts';

/** In the order in which they are shown. */
export const SECTION_VIEWS: { [S in SectionName]: SectionView<S> } = {
  mx,
  address,
  spf,
  dkim,
  dmarc,
  'mta-sts': mtaSts,
  'tls-rpt': tlsRpt,
  bimi,
  dane,
  dnssec,
  smtp,
};

export interface SectionRow {
  label: string;
  state: 'ok' | 'error' | 'warning' | 'notice' | '?' | '–' | 'unused';
  words: string;
}

/** A row for each section that was read; those that the domain does not use, and need not, share the last one. */
export function sectionRows({ sections }: DomainResult): SectionRow[] {
  const rows: SectionRow[] = [];
  const unused: string[] = [];
  const names = Object.keys(SECTION_VIEWS) as SectionName[];
  for (const name of names) {
    const section = sections[name];
    if (section === undefined) continue;
    const { label, words, unused: isUnused } = SECTION_VIEWS[name] as SectionView<never>;
    const state = stateOf(section);
    const many = names.filter((other) => sections[other] !== undefined).length > 1;
    const mayHide = many && (state === 'ok' || state === 'notice');
    const use = mayHide ? (isUnused?.(section.facts as never) ?? false) : false;
    if (use === false) rows.push({ label, state, words: words(section.facts as never) });
    else if (use === true) unused.push(label);
  }
  return unused.length === 0 ? rows : [...rows, { label: '–', state: 'unused', words: unused.join(', ') }];
}

function stateOf({ status, worst }: { status: string; worst: string }): SectionRow['state'] {
  if (status === 'findings') return worst as 'error';
  if (status === 'inconclusive') return '?';
  return status === 'skipped' ? '–' : 'ok';
}
