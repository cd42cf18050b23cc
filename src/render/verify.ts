import type { VerifyReport } from '../report/schema/verify.ts';
import type { RenderOptions } from './renderer.ts';
import { display, safeJson } from './sink.ts';
import { type Verified, verifiedTable, WITHOUT_ZONE } from './verify-table.ts';

export const VERIFY_FORMATS = ['table', 'text', 'json'] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

export function renderVerified(
  format: VerifyFormat,
  verified: Verified,
  look: Pick<RenderOptions, 'width' | 'paint'>,
): string {
  const { exitCode: _code, ...report } = verified;
  if (format === 'json') return `${safeJson(report, 2)}\n`;
  return format === 'text' ? text(report) : verifiedTable(verified, look);
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
  const open = unplaced.map((set) => ['', '', '', '', set, 'not-asked', WITHOUT_ZONE]);
  return [...rows, ...open, ['outcome', outcome]].map((row) => `${row.map(display).join('\t')}\n`).join('');
}
