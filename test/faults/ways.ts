import type { ClientOptions } from '../../src/dns/client/client.ts';
import type { Server } from '../../src/dns/index.ts';
import type { Answering } from '../dns/asking.ts';
import type { NameServer, NameServerOptions } from '../servers/name-server.ts';

/** The ways in which a server is asked; `TC` is TCP behind a truncated answer over UDP, `TCP` is pipelined. */
export type Way = 'UDP' | 'TC' | 'TCP' | 'TLS' | 'HTTPS';

export const EVERY_WAY: readonly Way[] = ['UDP', 'TC', 'TCP', 'TLS', 'HTTPS'];
/** All of them over one connection that many questions share. */
export const STREAMS: readonly Way[] = ['TC', 'TCP', 'TLS', 'HTTPS'];

export const OPENED: Record<Way, NameServerOptions> = {
  UDP: {},
  TC: {},
  TCP: {},
  TLS: { tls: true },
  HTTPS: { https: true },
};

export const ASKED: Record<Way, Partial<ClientOptions>> = {
  UDP: {},
  TC: {},
  TCP: { bulk: true },
  TLS: {},
  HTTPS: {},
};

export function serverFor(way: Way, { server, tls, https, ca }: NameServer): Server {
  if (way === 'TLS') return { ...tls!, protocol: 'tls', ca: [ca] };
  return way === 'HTTPS' ? { ...https!, protocol: 'https', ca: [ca] } : server;
}

/** What is done with a question on its way: behind TC nothing but a truncated answer is had over UDP. */
export function onWay(way: Way, does: Answering): Answering {
  if (way !== 'TC') return does;
  return (query) => (query.transport === 'udp' ? { flags: { tc: true } } : does(query));
}
