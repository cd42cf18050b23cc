import type { DomainResult } from '../report/schema/report.ts';
import { type Entry, entriesOf, headOf, linesOf } from './entry.ts';
import type { RendererFactory } from './renderer.ts';
import { plural } from './words.ts';
import { Worst } from './worst.ts';

/** The runner shows ten annotations of each type a step, and 4,096 characters of each. */
const MOST = 10;
const LONGEST = 3500;

/** Workflow commands for GitHub Actions: the worst become annotations, all others lines of the log. */
export const github: RendererFactory = ({ threshold }) => {
  const kept = { error: new Worst(MOST), warning: new Worst(MOST), notice: new Worst(MOST) };
  const counts = { error: 0, warning: 0, notice: 0 };
  const logged = (entry: Entry): string => {
    kept[entry.level].add(entry);
    return ++counts[entry.level] > MOST ? logLine(entry) : '';
  };
  return {
    start: () => '',
    result: (result: DomainResult) => entriesOf(result, threshold).map(logged).join(''),
    end: ({ summary, exitCode }) => {
      const annotations = Object.values(kept).flatMap((worst) => annotated(worst.entries(), worst.left()));
      const found = (['error', 'warning', 'notice'] as const).map((level) => plural(counts[level], level));
      const last = `mailcheck: ${plural(summary.domains + summary.invalid, 'domain')}: ${found.join(', ')} · exit ${exitCode}`;
      return [...annotations, last, ''].join('\n');
    },
  };
};

function annotated(entries: readonly Entry[], left: number): string[] {
  return entries.map((entry, index) => {
    const more = left > 0 && index === entries.length - 1;
    return command(entry, more ? [`and ${left} more of this kind, in the log of this step`] : []);
  });
}

function command(entry: Entry, more: readonly string[]): string {
  const { level, place, title, domain, rule } = entry;
  const properties = { file: place.file, line: String(place.line), title: `${domain}: ${title} (${rule})` };
  const given = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${given.join(',')}::${data([...linesOf(entry, LONGEST), ...more].join('\n'))}`;
}

function logLine(entry: Entry): string {
  return `${entry.level}  ${entry.rule}  ${headOf(entry)}\n`;
}

/** As the runner takes it apart again: data ends with the line, a property at a comma too. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
