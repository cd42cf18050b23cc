import { addressOctets, type Name, type RecordType } from '../../dns/index.ts';
import type { SmtpAnswer, SmtpSession, TlsFacts } from '../../net/index.ts';
import { shownName } from '../hosts.ts';
import { type Asked, Blocked, isUnknown } from '../known.ts';
import type { SmtpFacts, SmtpHost, SmtpServer } from '../smtp.ts';

/** What is told by the name already. */
const NOBODY = { server: 'none' };

/** A session as a thing that was asked, named as mail servers name each other in their logs. */
export function askedOfSmtp({ name, address, port, ...answer }: SmtpAnswer): Asked {
  const { status, tries } = answer;
  const why = 'reason' in answer ? { reason: answer.reason } : {};
  const detail = 'detail' in answer ? { detail: answer.detail } : {};
  return {
    name: `${name}[${address}]:${port}`,
    type: 'SMTP',
    status,
    source: NOBODY,
    tries,
    ...why,
    ...detail,
  };
}

export function serversOf({ hosts }: SmtpFacts): SmtpServer[] {
  return hosts.flatMap(({ servers }) => servers);
}

/** A server that took us for a client, with what it showed. */
export type Speaking = SmtpServer & { session: SmtpSession };

export function isSpeaking(server: SmtpServer): server is Speaking {
  return server.session.status === 'answered';
}

/** What TLS showed of a server, where it came about. */
export function tlsOf({ session }: { session?: SmtpAnswer }): TlsFacts | undefined {
  if (session?.status !== 'answered') return undefined;
  const { security } = session;
  return security.state === 'established' ? security.tls : undefined;
}

/** What a server that speaks newer TLS too takes from old senders. */
export function oldVersionBeside({ oldTls }: SmtpServer): string | undefined {
  return oldTls?.status === 'probed' ? (oldTls.accepted ?? undefined) : undefined;
}

/** No connection comes about, though other servers of that address family are reached from here. */
export function isDead(smtp: SmtpFacts, server: SmtpServer): boolean {
  return (
    isCutOff(server.session) &&
    !hasNoRoute(server.session) &&
    serversOf(smtp).some((other) => sameFamily(other, server) && isReached(other.session))
  );
}

/** A connection was tried, and none came about. */
export function isCutOff(session: SmtpAnswer): boolean {
  if (session.status !== 'failed' || session.isReached || session.tries === 0) return false;
  return UNREACHED.has(session.reason);
}

const UNREACHED = new Set(['timeout', 'unreachable', 'no-route']);

function hasNoRoute(session: SmtpAnswer): boolean {
  return session.status === 'failed' && session.reason === 'no-route';
}

/** Somebody took the connection, whatever came of it. */
export function isReached(session: SmtpAnswer): boolean {
  return session.status === 'failed' ? session.isReached : session.status !== 'skipped';
}

function sameFamily(a: SmtpServer, b: SmtpServer): boolean {
  return addressOctets(a.address)?.length === addressOctets(b.address)?.length;
}

/** No server is reached at all: most likely this network keeps its clients from port 25. */
export function isPortClosed(smtp: SmtpFacts): boolean {
  const sessions = serversOf(smtp).map(({ session }) => session);
  return sessions.length > 0 && sessions.every(isCutOff);
}

/** Throws where servers, or what they would have said, are not known. What is dead has nothing to say. */
export function requireSessions(smtp: SmtpFacts): void {
  const open = smtp.hosts.flatMap((host) => openSessions(smtp, host));
  const unknown = [...smtp.hidden, ...open.map(({ session }) => askedOfSmtp(session))];
  if (unknown.length > 0) throw new Blocked(unknown);
}

function openSessions(smtp: SmtpFacts, { servers }: SmtpHost): SmtpServer[] {
  const hasSpoken = servers.some(isSpeaking);
  return servers.filter((server) => {
    const { session } = server;
    // A machine without IPv6 sees the server over IPv4 all the same.
    const isElsewhere = hasNoRoute(session) && hasSpoken;
    return isUnknown(session) && !isElsewhere && !isDead(smtp, server);
  });
}

/** A session of which it is not known what came of TLS. */
export function unreadTls(session: SmtpAnswer): Asked[] {
  if (session.status !== 'answered' || session.security.state !== 'unknown') return [];
  const { reason, detail } = session.security;
  const type = session.port === 465 ? 'TLS' : 'STARTTLS';
  return [{ ...askedOfSmtp(session), type, status: 'failed', reason, detail }];
}

/** The same, and where it is not known what came of TLS. */
export function requireTls(smtp: SmtpFacts): void {
  const unknown = serversOf(smtp).flatMap(({ session }) => unreadTls(session));
  if (unknown.length > 0) throw new Blocked(unknown);
  requireSessions(smtp);
}

/** The same, and where a further question was not answered. */
export function requireProbe(smtp: SmtpFacts, probe: 'oldTls' | 'pipelined'): void {
  const unknown = serversOf(smtp)
    .map((server) => server[probe])
    .filter((answer) => answer !== undefined && isUnknown(answer));
  if (unknown.length > 0) throw new Blocked(unknown.map((answer) => askedOfSmtp(answer!)));
  requireTls(smtp);
}

/** Whether mail is taken at all. Throws where that is not known. */
export function hasServers(smtp: SmtpFacts): boolean {
  if (smtp.hosts.length === 0 && smtp.hidden.length > 0) throw new Blocked(smtp.hidden);
  return serversOf(smtp).length > 0 || smtp.hidden.length > 0;
}

/** Where a certificate was shown. */
export function hasTls(smtp: SmtpFacts): boolean {
  if (!hasServers(smtp)) return false;
  const isSeen = serversOf(smtp).some((server) => tlsOf(server) !== undefined);
  if (!isSeen) requireTls(smtp);
  return isSeen;
}

/** The servers of one host that a rule is about. */
export interface Concerned<S extends SmtpServer = SmtpServer> {
  host: SmtpHost;
  servers: S[];
}

/** Host by host, for one finding each: its addresses are most often one server. */
export function concerned<S extends SmtpServer>(
  { hosts }: SmtpFacts,
  isAtFault: (server: SmtpServer) => server is S,
): Concerned<S>[];
export function concerned({ hosts }: SmtpFacts, isAtFault: (server: SmtpServer) => boolean): Concerned[];
export function concerned({ hosts }: SmtpFacts, isAtFault: (server: SmtpServer) => boolean): Concerned[] {
  return hosts
    .map((host) => ({ host, servers: host.servers.filter(isAtFault) }))
    .filter(({ servers }) => servers.length > 0);
}

const SHOWN = 2;

/** The host, and its addresses where not all of them are meant. */
export function shownServers({ host, servers }: Concerned): string {
  if (servers.length === host.servers.length) return shownName(host.name);
  const addresses = servers.map(({ address }) => address);
  const more = addresses.length > SHOWN ? ` and ${addresses.length - SHOWN} more` : '';
  return `${shownName(host.name)} (${addresses.slice(0, SHOWN).join(', ')}${more})`;
}

/** What a finding about servers is about. */
export function aboutServers({ host, servers }: Concerned): {
  subject: { name: Name; type: RecordType };
  data: Record<string, unknown>;
} {
  const type = servers.some(({ address }) => !address.includes(':')) ? 'A' : 'AAAA';
  return {
    subject: { name: host.name, type },
    data: { host: host.name, addresses: servers.map(({ address }) => address) },
  };
}
