import { recordsOf } from '../../facts/known.ts';
import type { NameServerFacts } from '../../facts/name-servers.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDns({ zone, servers, unasked }: NameServerFacts): FactsOf<'dns'> {
  if (zone === undefined) return null;
  const nameServers = servers.map(({ host, address, state, soa }) => ({
    host,
    address,
    state,
    serial: recordsOf(soa)[0]?.serial ?? null,
  }));
  return { zone, nameServers, unasked };
}
