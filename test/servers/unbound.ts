import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Name, Server } from '../../src/dns/index.ts';
import { type Certificate, loopbackCertificate } from './certificates.ts';
import { freePort, type RunningServer, startServer } from './process.ts';

export const UNBOUND = '/usr/sbin/unbound';

export interface UnboundOptions {
  /** Who is authoritative for the zones. */
  upstream: Server;
  zones: readonly Name[];
  /** DS records of zones to validate, as zone text; without any nothing is validated. */
  trustAnchors?: readonly string[];
  /** DNS over TLS, on a port of its own. */
  tls?: boolean;
  /** DNS over HTTPS, on a port of its own. */
  https?: boolean;
  /** Default: a valid one for 127.0.0.1 and localhost. */
  certificate?: Certificate;
  /** False: it says SERVFAIL and not why, as resolvers without RFC 8914 do. Default true. */
  ede?: boolean;
  /** It closes connections on which nothing has been asked for so long. Default: half a minute. */
  idleMs?: number;
}

export interface RunningUnbound extends RunningServer {
  tls?: Server;
  https?: Server;
  /** PEM: what to trust, unless the server was given a certificate. */
  readonly ca: string;
}

/**
 * Unbound as a resolver of the given zones; it asks their one name server, whatever their NS records say. It is ready
 * when it answers for the first of them, which therefore must not be one that fails validation.
 */
export async function startUnbound(options: UnboundOptions): Promise<RunningUnbound> {
  let secure: Secure = {};
  const running = await startServer({
    path: UNBOUND,
    ready: options.zones[0]!,
    async configure(folder, port) {
      secure = await securePorts(options);
      const file = path.join(folder, 'unbound.conf');
      const text = configuration(folder, port, options) + secureConfiguration(folder, secure, options);
      writeFileSync(file, text);
      return ['-d', '-c', file];
    },
  });
  return {
    ...running,
    ...secure,
    get ca() {
      return loopbackCertificate().ca;
    },
  };
}

type Secure = Pick<RunningUnbound, 'tls' | 'https'>;

async function securePorts({ tls, https }: UnboundOptions): Promise<Secure> {
  const listening = async (): Promise<Server> => ({ host: '127.0.0.1', port: await freePort() });
  return { ...(tls && { tls: await listening() }), ...(https && { https: await listening() }) };
}

/** Unbound tells by the port what to speak on an interface. */
function secureConfiguration(
  folder: string,
  { tls, https }: Secure,
  { certificate }: UnboundOptions,
): string {
  if (tls === undefined && https === undefined) return '';
  const { cert, key } = certificate ?? loopbackCertificate();
  writeFileSync(path.join(folder, 'cert.pem'), cert);
  writeFileSync(path.join(folder, 'key.pem'), key, { mode: 0o600 });
  const serve = (option: string, port: number | undefined): string =>
    port === undefined ? '' : `  interface: 127.0.0.1@${port}\n  ${option}: ${port}\n`;
  return `server:
  tls-service-pem: "${folder}/cert.pem"
  tls-service-key: "${folder}/key.pem"
  http-endpoint: "/dns-query"
${serve('tls-port', tls?.port)}${serve('https-port', https?.port)}`;
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
  { upstream, zones, trustAnchors = [], ede = true, idleMs = 30_000 }: UnboundOptions,
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
  tcp-idle-timeout: ${idleMs}
  so-rcvbuf: 0
  so-sndbuf: 0
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  module-config: "${trustAnchors.length > 0 ? 'validator iterator' : 'iterator'}"
  ede: ${ede ? 'yes' : 'no'}
  qname-minimisation: no
  target-fetch-policy: "0 0 0 0 0"
${SPECIAL.map((zone) => `  local-zone: "${zone}" nodefault\n`).join('')}${trustAnchors.map((anchor) => `  trust-anchor: "${anchor}"\n`).join('')}remote-control:
  control-enable: no
${zones.map(stub).join('')}`;
}
