import type {
  ServedSet,
  Verification,
  VerifiedServer,
  VerifiedZone,
  VerifyReport,
} from '../report/schema/verify.ts';
import { grid } from './grid.ts';
import type { RenderOptions } from './renderer.ts';
import { display, safeJson, safeLines } from './sink.ts';
import { plural } from './words.ts';
import { block } from './wrap.ts';

export const VERIFY_FORMATS = ['table', 'text', 'json'] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

export interface Verified extends VerifyReport {
  exitCode: number;
}

type Look = Pick<RenderOptions, 'width' | 'paint'>;

export function renderVerified(format: VerifyFormat, verified: Verified, look: Look): string {
  const { exitCode: _code, ...report } = verified;
  if (format === 'json') return `${safeJson(report, 2)}\n`;
  return format === 'text' ? text(report) : table(verified, look);
}

/** One line a server and set: zone, server, address, serial, set, state, what is served; separated by tabs. */
function text({ verification: { zones, unplaced, outcome } }: VerifyReport): string {
  const rows = zones.flatMap(({ zone, servers }) =>
    servers.flatMap(({ host, address, serial, sets }) =>
      sets.map(({ name, type, state, served, problem }) => [
        zone,
        host,
        address ?? '',
        String(serial ?? ''),
        `${name} ${type}`,
        state,
        served === null ? (problem ?? '') : served.join(' '),
      ]),
    ),
  );
  const open = unplaced.map((set) => ['', '', '', '', set, 'not-asked', NOBODY]);
  return [...rows, ...open, ['outcome', outcome]].map((row) => `${row.map(display).join('\t')}\n`).join('');
}

const NOBODY = 'nobody tells which zone it stands in';

type Style = Look;

const INDENT = '  ';
const DEEP = '    ';

/** The servers, numbered; the sets against these numbers; then each difference in full; the verdict. */
function table({ verification, run, exitCode }: Verified, style: Style): string {
  const { zones, unplaced } = verification;
  const took = `${(run.durationMs / 1000).toFixed(1)} s`;
  const parts = [
    ...zones.map((zone) => zoneText(zone, style)),
    ...(unplaced.length === 0
      ? []
      : [block(`${unplaced.map(display).join(', ')}: ${NOBODY}`, style.width, DEEP, '?   ')]),
    verdictText(verification, style),
  ];
  const asked = `${plural(run.rounds, 'look')}, ${run.queries} queries, ${took} · exit ${exitCode}`;
  return safeLines(`${parts.join('\n\n')}\n${style.paint.dim(asked)}\n`);
}

function zoneText(zone: VerifiedZone, style: Style): string {
  const { servers, sets, serial } = zone;
  const hosts = new Set(servers.map(({ host }) => host)).size;
  const proposed = serial === null ? [] : [`serial ${serial} is proposed`];
  const words = [plural(hosts, 'name server'), plural(sets.length, 'record set'), ...proposed];
  const head = [style.paint.bold(display(zone.zone)), ...words].join(' · ');
  const none = servers.length === 0 ? [`${INDENT}no name server of it is known`] : [];
  return [
    head,
    ...none,
    ...serverRows(servers, style),
    ...matrices(zone, style),
    ...differences(zone, style),
  ].join('\n');
}

function serverRows(servers: readonly VerifiedServer[], { width, paint }: Style): string[] {
  const rows = servers.map((server, index) => [
    String(index + 1),
    shown(server.host, MOST_HOST),
    server.address ?? 'no address',
    server.serial === null ? '–' : String(server.serial),
    server.authority === null ? '–' : server.authority ? 'AA' : 'no AA',
    paint[COLORS[server.state]](serverWords(server)),
  ]);
  return rows.length === 0 ? [] : grid([['', 'server', 'address', 'serial', '', ''], ...rows], width, INDENT);
}

const COLORS = { agrees: 'good', differs: 'error', 'not-asked': 'notice' } as const;

function serverWords({ state, sets, problem }: VerifiedServer): string {
  const count = (wanted: ServedSet['state']): number => sets.filter((set) => set.state === wanted).length;
  if (problem !== null) return `not asked: ${display(problem)}`;
  if (state === 'agrees') return 'as proposed';
  const open = count('not-asked');
  const unread = open === 0 ? [] : [`${open} not answered`];
  const other = count('differs');
  return [...(other === 0 ? [] : [`${other} of ${sets.length} other records`]), ...unread].join(', ');
}

const MARKS: Record<ServedSet['state'], string> = { agrees: '=', differs: 'X', 'not-asked': '?' };
const CELL = 4;
const MOST_HOST = 32;
const LEAST_NAME = 24;

const LEGEND = `${INDENT}= as proposed   X other records   ? no answer`;

/** As many servers side by side as there is room for. */
function matrices({ servers, sets }: VerifiedZone, { width = 120 }: Style): string[] {
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

/** What is served instead: once for all the servers that serve the same. */
function differences({ servers, sets }: VerifiedZone, { width, paint }: Style): string[] {
  const remarks = servers.flatMap(({ host, address, serialRemark }) =>
    serialRemark === null
      ? []
      : [block(`${display(host)} (${address}): ${display(serialRemark)}`, width, DEEP, INDENT)],
  );
  const told = sets.flatMap((set, at) => {
    const versions = new Map<string, string[]>();
    for (const { host, address, sets: served } of servers) {
      const one = served[at]!;
      if (one.state !== 'differs') continue;
      const words = dataWords(one.served ?? []);
      versions.set(words, [...(versions.get(words) ?? []), `${display(host)} (${address})`]);
    }
    if (versions.size === 0) return [];
    return [
      `${INDENT}${paint.error('X')} ${display(`${set.name} ${set.type}`)}`,
      ...[...versions].map(([words, hosts]) =>
        block(`${hosts.join(', ')}: ${words}`, width, `${DEEP}          `, `${DEEP}served    `),
      ),
      block(proposedWords(set), width, `${DEEP}          `, `${DEEP}proposed  `),
    ];
  });
  return [...remarks, ...told].length === 0 ? [] : ['', ...remarks, ...told];
}

function proposedWords({ proposed, whole, removed }: VerifiedZone['sets'][number]): string {
  if (whole) return dataWords(proposed);
  const gone = removed.length === 0 ? [] : [`without ${dataWords(removed)}`];
  return [...(proposed.length === 0 ? [] : [`with ${dataWords(proposed)}`]), ...gone].join(', ');
}

function dataWords(data: readonly string[]): string {
  return data.length === 0 ? 'no records' : data.map(display).join(' and ');
}

function verdictText({ outcome, zones, unplaced }: Verification, { paint, width }: Style): string {
  const servers = zones.flatMap((zone) => zone.servers);
  const some = (state: VerifiedServer['state']): VerifiedServer[] =>
    servers.filter((one) => one.state === state);
  const [other, open] = [some('differs'), some('not-asked')];
  const names = (list: readonly VerifiedServer[]): string =>
    [...new Set(list.map(({ host }) => display(host)))].join(', ');
  const words = [
    ...(other.length === 0 ? [] : [`other records at ${names(other)}`]),
    ...(open.length === 0 ? [] : [`no word from ${names(open)}`]),
    ...zones
      .filter((zone) => zone.servers.length === 0)
      .map(({ zone }) => `no name server of ${display(zone)} is known`),
    ...(unplaced.length === 0 ? [] : [`${plural(unplaced.length, 'record set')} without a zone`]),
  ];
  const all = `all ${servers.length} addresses serve the proposed records`;
  const [label, color] = VERDICTS[outcome];
  const text = block(
    words.length === 0 ? all : words.join('; '),
    width,
    ' '.repeat(label.length + 2),
    `${label}  `,
  );
  return text.replace(label, (word) => paint[color](word));
}

const VERDICTS = {
  pass: ['PASS', 'good'],
  fail: ['FAIL', 'error'],
  inconclusive: ['INCONCLUSIVE', 'notice'],
} as const;

function shown(name: string, most: number): string {
  const safe = display(name);
  return safe.length <= most ? safe : `${safe.slice(0, most - 1)}…`;
}
