import path from 'node:path';
import type { ZoneFault } from '../zone/index.ts';

/** Faults and notes of given records, as lines for people. */

const MOST_FAULTS = 10;

export function faultText(option: string, faults: readonly ZoneFault[], cwd: string): string {
  const lines = [...new Set(faults.map((fault) => `${option} ${faultLine(fault, cwd)}`))];
  const more = lines.length > MOST_FAULTS ? [`and ${lines.length - MOST_FAULTS} more`] : [];
  return [...lines.slice(0, MOST_FAULTS), ...more].join('\n');
}

function faultLine({ file, line, column, message, hint }: ZoneFault, cwd: string): string {
  const place = `${shownPath(file, cwd)}:${line}:${column}`;
  return `${place}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

const MOST_LINES = 8;

/** What is said of many lines of a file is said once. */
export function noteLines(notes: readonly ZoneFault[], cwd: string): string[] {
  const groups = new Map<string, ZoneFault[]>();
  for (const note of notes) {
    const key = `${note.file}\n${note.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  const lines = [...groups.values()].slice(0, MOST_FAULTS).map((group) => noteLine(group, cwd));
  return groups.size > MOST_FAULTS ? [...lines, `and ${groups.size - MOST_FAULTS} more remarks`] : lines;
}

function noteLine([first, ...others]: readonly ZoneFault[], cwd: string): string {
  const lines = others.slice(0, MOST_LINES).map(({ line }) => line);
  const more = others.length > MOST_LINES ? ` and ${others.length - MOST_LINES} more` : '';
  const also = `; also in line${lines.length > 1 ? 's' : ''} ${lines.join(', ')}${more}`;
  return `${faultLine(first!, cwd)}${lines.length > 0 ? also : ''}`;
}

/** As the user would write it: from here, or whole where it lies elsewhere; of a revision as git has it. */
export function shownPath(file: string, cwd: string): string {
  if (!path.isAbsolute(file)) return file;
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
