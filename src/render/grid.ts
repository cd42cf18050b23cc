import CliTable from 'cli-table3';
import { wrap } from './wrap.ts';

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const GAP = BORDERLESS.middle.length;
/** The last column is never narrower, whatever the terminal. */
const LEAST = 24;

/** Rows in columns without borders, behind an indent; the last column is broken to fit the width. */
export function grid(
  rows: readonly string[][],
  width: number | undefined,
  indent: string,
  least: number[] = [],
): string[] {
  if (rows.length === 0) return [];
  const columns = rows[0]!.map((_cell, column) =>
    Math.max(least[column] ?? 1, ...rows.map((row) => visible(row[column]!))),
  );
  const before = columns.slice(0, -1).reduce((sum, columnWidth) => sum + columnWidth + GAP, indent.length);
  const last =
    width === undefined ? columns.at(-1)! : Math.min(columns.at(-1)!, Math.max(LEAST, width - before));
  const table = new CliTable({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: [...columns.slice(0, -1), last],
  });
  // Broken here, since the table breaks every cell by character where one word is too long.
  table.push(...rows.map((row) => [...row.slice(0, -1), wrap(row.at(-1)!, last).join('\n')]));
  return table
    .toString()
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
}

/** Characters that take room: colours do not. */
function visible(cell: string): number {
  return cell.replace(/\u001b\[\d+m/g, '').length;
}
