import type { Name, Server } from '../../src/dns/index.ts';
import { type RunningServer, startServer } from './process.ts';

export const DNSMASQ = '/usr/sbin/dnsmasq';

export interface DnsmasqOptions {
  /** Who is asked whatever is not kept. */
  upstream: Server;
  /** A name that the upstream answers for. */
  ready: Name;
  /** How many answers are kept; default 0, so that every question goes on to the upstream. */
  cacheSize?: number;
}

/** dnsmasq as the forwarder that home routers are: it passes questions and answers on. */
export function startDnsmasq({ upstream, ready, cacheSize = 0 }: DnsmasqOptions): Promise<RunningServer> {
  return startServer({
    path: DNSMASQ,
    ready,
    configure: (folder, port) => [
      '--conf-file=/dev/null',
      '--keep-in-foreground',
      '--no-resolv',
      '--no-hosts',
      '--user=root',
      `--pid-file=${folder}/dnsmasq.pid`,
      `--port=${port}`,
      '--listen-address=127.0.0.1',
      '--bind-interfaces',
      `--cache-size=${cacheSize}`,
      `--server=${upstream.host}#${upstream.port}`,
    ],
  });
}
