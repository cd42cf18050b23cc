import type { DomainResult } from '../report/schema/report.ts';
import { checkRows, whatIfRows } from './details-spf.ts';
import { grid } from './grid.ts';
import { SECTION_VIEWS } from './sections/index.ts';
import { nameServerRows } from './sections/name-servers.ts';
import type { SectionName, SectionView } from './sections/section.ts';

/** What a section found, piece by piece: shown where one section is asked for, and with -v. */
export function details({ sections }: DomainResult, width: number | undefined, indent: string): string[] {
  const { dns } = sections;
  const blocks = (Object.keys(SECTION_VIEWS) as SectionName[]).flatMap((name) => {
    const section = sections[name];
    if (section === undefined) return [];
    const { rows, unused } = SECTION_VIEWS[name] as SectionView<never>;
    const facts = section.facts as never;
    const others = name === 'spf' ? [whatIfRows(facts), checkRows(facts)] : [];
    return unused?.(facts) ? [] : [rows(facts), ...others];
  });
  return blocksOf([...blocks, dns?.facts ? nameServerRows(dns.facts) : []], width, indent);
}

/** What was asked for beyond an audit, which is shown however short the rest is. */
export function asked(
  { sections: { spf } }: DomainResult,
  width: number | undefined,
  indent: string,
): string[] {
  return blocksOf([spf ? whatIfRows(spf.facts) : []], width, indent);
}

function blocksOf(blocks: string[][][], width: number | undefined, indent: string): string[] {
  return blocks.filter((rows) => rows.length > 0).flatMap((rows) => ['', ...shortened(rows, width, indent)]);
}

/** A hostile record has thousands of terms; nobody reads more rows than these. */
const MOST_ROWS = 120;

function shortened(rows: string[][], width: number | undefined, indent: string): string[] {
  const lines = grid(rows.slice(0, MOST_ROWS), width, indent);
  return rows.length <= MOST_ROWS
    ? lines
    : [...lines, `${indent}… and ${rows.length - MOST_ROWS} more, see --format json`];
}
