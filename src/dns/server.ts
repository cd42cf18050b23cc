import { getServers } from 'node:dns';
import { isIP } from 'node:net';

/** A name server to ask over UDP, with TCP where an answer is too large. */
export interface Server {
  /** An IP address. */
  host: string;
  port: number;
}

const DNS_PORT = 53;

/** `192.0.2.53`, or `192.0.2.53:5353` and `[2001:db8::53]:5353` where the port is not 53. */
export function serverLabel({ host, port }: Server): string {
  if (port === DNS_PORT) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Reads `HOST`, `HOST:PORT`, `[HOST]:PORT`; a host is an IP address. */
export function parseServer(text: string): { server: Server } | { problem: string } {
  if (/^(tls|https):\/\//.test(text)) {
    return { problem: 'DNS over TLS and HTTPS come with the next release; give an address, HOST[:PORT]' };
  }
  if (isIP(text) !== 0) return { server: { host: text, port: DNS_PORT } };
  // A link-local address carries its zone (RFC 4007 §11): fe80::1%eth0.
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([0-9.]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3] ?? DNS_PORT);
  if (isIP(host) === 0) {
    return { problem: 'give the address of a name server, such as 192.0.2.53 or [2001:db8::53]:5353' };
  }
  if (port < 1 || port > 65_535) return { problem: 'a port is a number from 1 to 65535' };
  return { server: { host, port } };
}

/** The servers this system is set up to ask. */
export function systemServers(): Server[] {
  return getServers().flatMap((text) => {
    const read = parseServer(text);
    return 'server' in read ? [read.server] : [];
  });
}
