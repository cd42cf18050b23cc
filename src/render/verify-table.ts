import type {
  ServedSet,
  Verification,
  VerifiedServer,
  VerifiedZone,
  VerifyReport,
} from '../report/schema/verify.ts';
import { grid } from './grid.ts';
import type { RenderOptions } from './renderer.ts';
import { display, safeLines } from './sink.ts';
import { differences } from './verify-differences.ts';
import { matrices, shown } from './verify-matrix.ts';
import { plural } from './words.ts';
import { block } from './wrap.ts';

export interface Verified extends VerifyReport {
  exitCode: number;
}

type Style = Pick<RenderOptions, 'width' | 'paint'>;

export const WITHOUT_ZONE = 'nobody tells which zone it stands in';

const INDENT = '  ';
const DEEP = '    ';

/** The servers, numbered; the sets against these numbers; then each difference in full; the verdict. */
export function verifiedTable({ verification, run, exitCode }: Verified, style: Style): string {
  const { zones, unplaced } = verification;
  const took = `${(run.durationMs / 1000).toFixed(1)} s`;
  const parts = [
    ...zones.map((zone) => zoneText(zone, style)),
    ...(unplaced.length === 0
      ? []
      : [block(`${unplaced.map(display).join(', ')}: ${WITHOUT_ZONE}`, style.width, DEEP, '?   ')]),
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

const MOST_HOST = 32;

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
