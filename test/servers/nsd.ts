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

/** NSD, authoritative for the zones; it must be ready when the first of them answers. */
export function startNsd(zones: readonly ServedZone[]): Promise<RunningServer> {
  return startServer({
    path: NSD,
    ready: zones[0]!.origin,
    configure(folder, port) {
      const file = path.join(folder, 'nsd.conf');
      writeFileSync(file, configuration(folder, port, zones));
      return ['-d', '-c', file];
    },
  });
}

/** Debian's build limits the rate of answers: one audit would run into it. */
function configuration(folder: string, port: number, zones: readonly ServedZone[]): string {
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
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
`;
  return (
    server + zones.map(({ origin, file }) => `zone:\n  name: "${origin}"\n  zonefile: "${file}"\n`).join('')
  );
}
