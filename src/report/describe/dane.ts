import { type LiveHost, liveHosts } from '../../facts/dane/live.ts';
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
      matched: live === undefined ? null : isMatched(record, live),
    })),
  };
}

function isMatched({ data }: TlsaRecord, { servers }: LiveHost): boolean | null {
  const verdicts = servers.flatMap(({ match }) => match.verdicts.filter(({ record }) => record === data));
  return verdicts.length === 0 ? null : verdicts.some(({ problem }) => problem === null);
}

function describeNextKey({ key, host, state, record }: NextKeyFacts) {
  return {
    host: key.host,
    state,
    record: printData('TLSA', record),
    leadTimeSeconds: host?.tlsa.status === 'present' ? leadTime(host) : null,
  };
}
