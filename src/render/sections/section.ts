import type { Sections } from '../../report/schema/report.ts';
import { display } from '../sink.ts';

export type SectionName = Exclude<keyof Sections, 'dns' | 'domain'>;
export type FactsOf<S extends SectionName> = NonNullable<Sections[S]>['facts'];

/** How a section is shown. */
export interface SectionView<S extends SectionName> {
  label: string;
  /** What it found, in one line of a postmaster's words. */
  words(facts: FactsOf<S>): string;
  /** Piece by piece: shown where the section is asked for by itself, and with -v. */
  rows(facts: FactsOf<S>): string[][];
  /** Nothing is published, which is no fault: it needs no line of its own among others. `untold`: nor is that known. */
  unused?(facts: FactsOf<S>): boolean | 'untold';
}

/** Not answered, or not asked because the run is offline: below the table it says which. */
export const NOT_READ = 'not read';

/** What is shown of a record in a row. */
export const LONGEST = 300;

export function aliasWords(chain: FactsOf<'mx'>['own']['chain']): string {
  return chain.length === 0 ? '' : ` (alias of ${chain.map(({ to }) => display(to)).join(', ')})`;
}

/** What there was too much of, below a table of so many columns. */
export function unaskedRow(count: number, what: string, columns = 3): string[][] {
  const words = `${count} more ${what} not looked at`;
  return count === 0 ? [] : [[...Array<string>(columns - 1).fill(''), words]];
}
