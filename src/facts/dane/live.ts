import { type Name, sameName } from '../../dns/index.ts';
import type { TlsaData } from '../../records/tlsa.ts';
import { printData } from '../../zone/index.ts';
import { type DaneFacts, type DaneHost, daneState } from '../dane.ts';
import { remembered } from '../remembered.ts';
import { tlsOf } from '../smtp/servers.ts';
import type { SmtpFacts, SmtpServer } from '../smtp.ts';
import { readCertificate, recommendedFor, type SentCertificate } from './certificate.ts';
import { type DaneMatch, matchTlsa, type TlsaProblem } from './match.ts';

/** A host whose TLSA records count, or would if they are signed, and what its servers send. */
export interface LiveHost {
  host: DaneHost;
  /** Whether senders are known to hold to the records. */
  isProven: boolean;
  servers: LiveServer[];
}

export interface LiveServer {
  server: SmtpServer;
  leaf: SentCertificate;
  match: DaneMatch;
}

/** Many rules ask, and to read certificates is dear. */
export function liveHosts(dane: DaneFacts, smtp: SmtpFacts): LiveHost[] {
  return readLive(dane)(smtp);
}

const readLive = remembered((dane: DaneFacts) => remembered((smtp: SmtpFacts) => liveOf(dane, smtp)));

function liveOf(dane: DaneFacts, smtp: SmtpFacts): LiveHost[] {
  return checkedHosts(dane).map((host) => ({
    host,
    isProven: daneState(host) === 'active',
    servers: smtp.hosts
      .filter(({ name }) => sameName(name, host.name))
      .flatMap(({ servers }) => servers)
      .flatMap((server) => liveServer(host, server, referenceNames(dane, host), smtp.now)),
  }));
}

/** Whose records senders hold the server against. */
export function checkedHosts({ hosts }: DaneFacts): DaneHost[] {
  return hosts.filter((host) => ['active', 'unproven'].includes(daneState(host)));
}

/** RFC 7672 §3.2.2: the domain’s own name too, where a signed answer led from it. */
export function referenceNames({ mx }: DaneFacts, { base }: DaneHost): Name[] {
  return mx.security === 'insecure' ? [base] : [base, mx.name];
}

function liveServer(host: DaneHost, server: SmtpServer, names: readonly Name[], now: Date): LiveServer[] {
  const chain = tlsOf(server)?.chain ?? [];
  const leaf = chain[0] && readCertificate(chain[0].der);
  if (leaf === undefined) return [];
  const records = host.records.map(({ data }) => data);
  return [{ server, leaf, match: matchTlsa(records, chain, names, now) }];
}

/** From the miss that is nearest to the one that is farthest off. */
export const NEAREST: readonly TlsaProblem[] = ['name', 'dates', 'not-issued', 'not-sent', 'other-key'];

/** Of a server that passes by no record, what it lacks; undefined for one that passes. */
export function nearestMiss({ match }: LiveServer): TlsaProblem | undefined {
  if (match.outcome !== 'no-match') return undefined;
  return NEAREST.find((one) => match.verdicts.some(({ problem }) => problem === one));
}

/** It misses by its dates alone, and our own clock may be wrong. */
export function isDoubtful(live: LiveServer): boolean {
  return nearestMiss(live) === 'dates' && tlsOf(live.server)?.ownTrouble !== undefined;
}

/** The servers of a host that miss in one of these ways. */
export function missing({ servers }: LiveHost, problems: readonly TlsaProblem[]): LiveServer[] {
  return servers.filter((server) => problems.includes(nearestMiss(server)!) && !isDoubtful(server));
}

/** The records that these servers would pass by, `3 1 1`. */
export function recordsFor(servers: readonly LiveServer[]): string[] {
  const records = servers.map(({ leaf }): TlsaData => recommendedFor(leaf));
  return [...new Set(records.map((data) => printData('TLSA', data)))];
}
