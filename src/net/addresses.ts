import { isIP } from 'node:net';
import { isPublic, type Resolver } from '../dns/index.ts';
import type { NotLearned } from './types.ts';

/** The host of a URL as the DNS and TLS know it. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

/** More addresses of one host are not tried. */
const MOST = 8;

/**
 * The addresses of a host that may be spoken to, checked: connections go to exactly these. IPv6 and IPv4 take turns, so that
 * a family which does not work here costs one try.
 */
export async function checkedAddresses(
  host: string,
  resolver: Resolver,
  allowPrivate: boolean,
): Promise<string[] | NotLearned> {
  const found = isIP(host) === 0 ? await resolved(host, resolver) : [host];
  if (!Array.isArray(found)) return found;
  const allowed = allowPrivate ? found : found.filter(isPublic);
  if (allowed.length > 0) return allowed.slice(0, MOST);
  const detail = `${host} has ${found.slice(0, 3).join(', ')}, which no other network can reach`;
  return { status: 'failed', reason: 'not-public', detail };
}

async function resolved(host: string, resolver: Resolver): Promise<string[] | NotLearned> {
  const [a, aaaa] = await Promise.all([resolver.ask(host, 'A'), resolver.ask(host, 'AAAA')]);
  const [v4, v6] = [a, aaaa].map((answer) =>
    answer.status === 'present' ? answer.records.map(({ address }) => address) : [],
  ) as [string[], string[]];
  const turns = Array.from({ length: Math.max(v4.length, v6.length) }, (_, at) => [v6[at], v4[at]]).flat();
  const addresses = turns.filter((address) => address !== undefined);
  if (addresses.length > 0) return addresses;
  const open = [a, aaaa].find(({ status }) => status === 'failed' || status === 'skipped');
  const detail = open === undefined ? `${host} has no address` : `the addresses of ${host} were not read`;
  return { status: 'failed', reason: 'dns', detail };
}
