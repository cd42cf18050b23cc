import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Name } from '../../src/dns/index.ts';
import { type RunningServer, startServer } from './process.ts';

export const NSD = '/usr/sbin/nsd';

/** A zone and the file it is read from; a file that is not there makes NSD answer SERVFAIL for the zone. */
export interface ServedZone {
  origin: Name;
  file: string;
}

export interface NsdOptions {
  /** So many answers a second to one network; of the rest every other one is truncated, the others are dropped. */
  rrlRateLimit?: number;
}

/** NSD, authoritative for the zones; it must be ready when the first of them answers. */
export function startNsd(
  zones: readonly ServedZone[],
  { rrlRateLimit = UNLIMITED }: NsdOptions = {},
): Promise<RunningServer> {
  return startServer({
    path: NSD,
    ready: zones[0]!.origin,
    configure(folder, port) {
      const file = path.join(folder, 'nsd.conf');
      writeFileSync(file, configuration(folder, port, zones, rrlRateLimit));
      return ['-d', '-c', file];
    },
  });
}

/** Debian's build limits the rate of answers: one audit would run into it. */
const UNLIMITED = 0;

function configuration(
  folder: string,
  port: number,
  zones: readonly ServedZone[],
  rrlRateLimit: number,
): string {
  const server = `server:
  ip-address: 127.0.0.1
  port: ${port}
  do-ip6: no
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zone.list"
  server-count: 1
  rrl-ratelimit: ${rrlRateLimit}
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
`;
  return (
    server + zones.map(({ origin, file }) => `zone:\n  name: "${origin}"\n  zonefile: "${file}"\n`).join('')
  );
}
