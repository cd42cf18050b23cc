import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Name, Server } from '../../src/dns/index.ts';
import { type RunningServer, startServer } from './process.ts';

export const UNBOUND = '/usr/sbin/unbound';

export interface UnboundOptions {
  /** Who is authoritative for the zones. */
  upstream: Server;
  zones: readonly Name[];
  /** DS records of zones to validate, as zone text; without any nothing is validated. */
  trustAnchors?: readonly string[];
}

/** Unbound as a resolver of the given zones; it asks their one name server, whatever their NS records say. */
export function startUnbound(options: UnboundOptions): Promise<RunningServer> {
  return startServer({
    path: UNBOUND,
    ready: options.zones[0]!,
    configure(folder, port) {
      const file = path.join(folder, 'unbound.conf');
      writeFileSync(file, configuration(folder, port, options));
      return ['-d', '-c', file];
    },
  });
}

/** What Unbound answers itself by default, since no public server knows it: names and addresses of documentation among it. */
const SPECIAL = [
  'test.',
  '2.0.192.in-addr.arpa.',
  '100.51.198.in-addr.arpa.',
  '113.0.203.in-addr.arpa.',
  '8.b.d.0.1.0.0.2.ip6.arpa.',
];

function configuration(
  folder: string,
  port: number,
  { upstream, zones, trustAnchors = [] }: UnboundOptions,
): string {
  const stub = (zone: Name): string =>
    `stub-zone:\n  name: "${zone}"\n  stub-addr: ${upstream.host}@${upstream.port}\n  stub-no-cache: no\n`;
  return `server:
  interface: 127.0.0.1@${port}
  do-ip6: no
  use-syslog: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  num-threads: 1
  so-rcvbuf: 0
  so-sndbuf: 0
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  module-config: "${trustAnchors.length > 0 ? 'validator iterator' : 'iterator'}"
  ede: yes
  qname-minimisation: no
  target-fetch-policy: "0 0 0 0 0"
${SPECIAL.map((zone) => `  local-zone: "${zone}" nodefault\n`).join('')}${trustAnchors.map((anchor) => `  trust-anchor: "${anchor}"\n`).join('')}remote-control:
  control-enable: no
${zones.map(stub).join('')}`;
}
