import type { ServedSet, VerifiedZone } from '../report/schema/verify.ts';
import type { RenderOptions } from './renderer.ts';
import { display } from './sink.ts';

const MARKS: Record<ServedSet['state'], string> = { agrees: '=', differs: 'X', 'not-asked': '?' };
const CELL = 4;
const LEAST_NAME = 24;

const INDENT = '  ';
const LEGEND = `${INDENT}= as proposed   X other records   ? no answer`;

/** Servers against record sets; as many servers side by side as there is room for. */
export function matrices(
  { servers, sets }: VerifiedZone,
  { width = 120 }: Pick<RenderOptions, 'width'>,
): string[] {
  const most = Math.max(...sets.map(({ name, type }) => display(`${name} ${type}`).length), LEAST_NAME);
  const room = Math.min(
    most,
    Math.max(LEAST_NAME, width - INDENT.length - CELL * Math.min(servers.length, 8)),
  );
  const perBlock = Math.max(1, Math.floor((width - INDENT.length - room) / CELL));
  const blocks = Array.from({ length: Math.ceil(servers.length / perBlock) }, (_, index) => index * perBlock);
  const rows = blocks.flatMap((from) => {
    const some = servers.slice(from, from + perBlock);
    const row = (label: string, cells: string[]): string =>
      `${INDENT}${label.padEnd(room)}${cells.map((cell) => cell.padStart(CELL)).join('')}`;
    const numbers = some.map((_server, index) => String(from + index + 1));
    return [
      '',
      row('', numbers),
      ...sets.map(({ name, type }, at) =>
        row(
          shown(`${name} ${type}`, room),
          some.map((server) => MARKS[server.sets[at]!.state]),
        ),
      ),
    ];
  });
  return rows.length === 0 ? [] : [...rows, LEGEND];
}

/** The beginning of a name that is too long for its column. */
export function shown(name: string, most: number): string {
  const safe = display(name);
  return safe.length <= most ? safe : `${safe.slice(0, most - 1)}…`;
}
