import { isDoubtful, type LiveHost, type LiveServer, liveHosts, NEAREST } from '../../facts/dane/live.ts';
import { leadTime, type NextKeyFacts, nextKeysOf } from '../../facts/dane/next-key.ts';
import { type DaneFacts, type DaneHost, daneState } from '../../facts/dane.ts';
import type { GatheredFacts } from '../../facts/index.ts';
import type { TlsaRecord } from '../../records/tlsa.ts';
import { printData } from '../../zone/index.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDane(dane: DaneFacts, { smtp }: GatheredFacts): FactsOf<'dane'> {
  const live = smtp === undefined ? [] : liveHosts(dane, smtp);
  return {
    mx: { status: dane.mx.status, security: dane.mx.security },
    hosts: dane.hosts.map((host) =>
      describeServer(
        host,
        live.find((one) => one.host === host),
      ),
    ),
    nextKeys: nextKeysOf(dane).map(describeNextKey),
  };
}

function describeServer(host: DaneHost, live: LiveHost | undefined) {
  // By a clock of ours in doubt nothing is said.
  const servers = live?.servers.filter((server) => !isDoubtful(server)) ?? [];
  return {
    host: host.name,
    own: host.isOwn,
    base: host.base,
    state: daneState(host),
    security: host.security,
    records: host.records.map((record) => ({
      record: printData('TLSA', record.data),
      usable: record.isUsable,
      faults: record.faults.map(({ code }) => code),
      match: matchOf(record, servers),
    })),
    servers: servers.map(({ server, match }) => ({ address: server.address, outcome: match.outcome })),
  };
}

/** By the server that comes nearest. */
type Match = FactsOf<'dane'>['hosts'][number]['records'][number]['match'];

function matchOf({ data }: TlsaRecord, servers: readonly LiveServer[]): Match {
  const verdicts = servers.flatMap(({ match }) => match.verdicts.filter(({ record }) => record === data));
  if (verdicts.length === 0) return null;
  const problems = verdicts.map(({ problem }) => problem);
  if (problems.includes(null)) return 'passes';
  return NEAREST.find((one) => problems.includes(one)) ?? 'unusable';
}

function describeNextKey({ key, host, state, passing, wanted }: NextKeyFacts) {
  return {
    host: key.host,
    state,
    passing: passing.map((record) => printData('TLSA', record)),
    wanted: wanted.map((record) => printData('TLSA', record)),
    leadTimeSeconds: (host && leadTime(host)) ?? null,
  };
}
