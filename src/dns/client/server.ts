import { getServers } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** A name server, and how it is asked. */
export interface Server {
  /** An IP address; over TLS and HTTPS a name is possible too, which this system then looks up. */
  host: string;
  port: number;
  /** Default: UDP, with TCP where an answer is too large. */
  protocol?: 'tls' | 'https';
  /** Over TLS and HTTPS: the name that the certificate must hold; default: the host. */
  name?: string;
  /** Over HTTPS; default `/dns-query`, as in the examples of RFC 8484 §4.1.1. */
  path?: string;
  /** Over TLS and HTTPS: the authorities to trust instead of the system’s, in PEM. */
  ca?: readonly string[];
  /** Whether its word on DNSSEC (the AD bit) may be believed though the way to it is open: `options trust-ad`. */
  trustAd?: boolean;
}

const PORTS = { dns: 53, tls: 853, https: 443 };
export const DEFAULT_PATH = '/dns-query';

/** As `--server` takes it: `192.0.2.53`, `[2001:db8::53]:5353`, `tls://192.0.2.53#dns.example`, `https://dns.example/dns-query`. */
export function serverLabel({ host, port, protocol, name, path = DEFAULT_PATH }: Server): string {
  const isDefault = port === PORTS[protocol ?? 'dns'];
  const bracketed = host.includes(':') && (protocol !== undefined || !isDefault) ? `[${host}]` : host;
  const place = isDefault ? bracketed : `${bracketed}:${port}`;
  if (protocol === undefined) return place;
  return `${protocol}://${place}${protocol === 'https' ? path : ''}${name === undefined ? '' : `#${name}`}`;
}

/** Whether what it says on the way to us cannot be changed by others, so that its AD bit is its own. */
export function isTrusted({ protocol, trustAd }: Server): boolean {
  return protocol !== undefined || trustAd === true;
}

export type ReadServer = { server: Server } | { problem: string };

/** Reads `HOST`, `HOST:PORT`, `[HOST]:PORT`, `tls://HOST[:PORT][#NAME]` and `https://HOST[:PORT][/PATH][#NAME]`. */
export function parseServer(text: string): ReadServer {
  const [, protocol, rest] = /^(tls|https):\/\/(.*)$/i.exec(text) ?? [];
  if (protocol !== undefined) return parseSecure(protocol.toLowerCase() as 'tls' | 'https', rest!);
  if (/^[a-z]+:\/\//i.test(text))
    return { problem: 'give HOST[:PORT], tls://HOST[:PORT][#NAME] or https://HOST/PATH' };
  const place = parsePlace(text, PORTS.dns);
  if ('problem' in place) return place;
  if (isIP(place.host) === 0)
    return { problem: 'give the address of a name server, such as 192.0.2.53 or [2001:db8::53]:5353' };
  return { server: place };
}

const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

function parseSecure(protocol: 'tls' | 'https', rest: string): ReadServer {
  const [, place = '', path, name] = /^([^/#]*)(\/[^#]*)?(?:#(.*))?$/.exec(rest) ?? [];
  const read = parsePlace(place, PORTS[protocol]);
  if ('problem' in read) return read;
  if (isIP(read.host) === 0 && !HOST_NAME.test(read.host))
    return { problem: `give ${protocol}:// and an address or a host name, such as ${EXAMPLES[protocol]}` };
  if (name !== undefined && !HOST_NAME.test(name))
    return { problem: 'behind # stands the host name of the server’s certificate' };
  if (protocol === 'tls' && path !== undefined)
    return { problem: 'DNS over TLS has no path; give tls://HOST[:PORT][#NAME]' };
  if (path !== undefined && !/^[!-~]+$/.test(path))
    return { problem: 'the path has characters that no URL has' };
  return {
    server: {
      ...read,
      protocol,
      ...(path !== undefined && path !== '/' && path !== DEFAULT_PATH && { path }),
      ...(name !== undefined && { name }),
    },
  };
}

const EXAMPLES = { tls: 'tls://192.0.2.53#dns.example', https: 'https://dns.example/dns-query' };

function parsePlace(text: string, defaultPort: number): { host: string; port: number } | { problem: string } {
  if (isIP(text) !== 0) return { host: text, port: defaultPort };
  // A link-local address carries its zone (RFC 4007 §11): fe80::1%eth0.
  const match = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text);
  const [, bracketed, plain, portText] = match ?? [];
  const port = Number(portText ?? defaultPort);
  if (port < 1 || port > 65_535) return { problem: 'a port is a number from 1 to 65535' };
  return { host: bracketed ?? plain ?? '', port };
}

const RESOLV_CONF = '/etc/resolv.conf';

/** The servers this system is set up to ask. */
export function systemServers(): Server[] {
  const trustAd = trustsAd(RESOLV_CONF);
  return getServers().flatMap((text) => {
    const read = parseServer(text);
    return 'server' in read ? [{ ...read.server, ...(trustAd && { trustAd }) }] : [];
  });
}

/** resolv.conf(5): `options trust-ad` says that the servers, and the way to them, may be believed on DNSSEC. */
function trustsAd(file: string): boolean {
  try {
    return /^\s*options\b[^#;\n]*\btrust-ad\b/m.test(readFileSync(file, 'latin1'));
  } catch {
    return false;
  }
}
