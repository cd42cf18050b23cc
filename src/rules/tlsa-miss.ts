import {
  isDoubtful,
  type LiveHost,
  type LiveServer,
  liveHosts,
  missing,
  recordsFor,
} from '../facts/dane/live.ts';
import type { TlsaProblem } from '../facts/dane/match.ts';
import { tlsaName } from '../facts/dane.ts';
import { shownName } from '../facts/hosts.ts';
import { requireCertificates } from '../facts/smtp/certificates.ts';
import { requireTls } from '../facts/smtp/servers.ts';
import type { Hit, Observed } from './rule.ts';

type Miss = (host: string, servers: readonly LiveServer[]) => string;

/** Hosts whose servers pass by none of their TLSA records, for one of these reasons; the record that they would pass by. */
export function* misses(
  { dane, smtp }: Observed<'dane' | 'smtp'>,
  problems: readonly TlsaProblem[],
  message: Miss,
): Generator<Hit> {
  const live = liveHosts(dane, smtp);
  for (const one of live) {
    const servers = missing(one, problems);
    if (servers.length > 0) yield hitOf(one, servers, message);
  }
  if (live.some(({ servers }) => servers.some(isDoubtful))) requireCertificates(smtp);
  if (live.length > 0) requireTls(smtp);
}

function hitOf({ host, isProven, servers: all }: LiveHost, servers: LiveServer[], message: Miss): Hit {
  const addresses = servers.map(({ server }) => server.address);
  const shown =
    servers.length === all.length
      ? shownName(host.name)
      : `${shownName(host.name)} (${addresses.slice(0, 2).join(', ')})`;
  const at = { name: tlsaName(host.base), type: 'TLSA' as const };
  const isOwn = host.isOwn && host.tlsa.chain.length === 0 && !host.tlsa.wildcard;
  return {
    message: message(shown, servers),
    subject: at,
    key: host.name,
    // Unsigned records bind nobody, and whether these are signed was not told.
    ...(!isProven && { severity: 'warning' }),
    data: { host: host.name, addresses },
    ...(isOwn && {
      changes: recordsFor(servers).map((to) => ({ op: 'add', ...at, to })),
      safety: 'ask',
      question: 'Is this the key that the server is meant to show? Compare it on the server itself.',
    }),
  };
}
