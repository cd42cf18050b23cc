import { sameName } from '../../dns/index.ts';
import { DANE_EE, DANE_TA, SPKI, type TlsaData } from '../../records/tlsa.ts';
import { type DaneFacts, type DaneHost, tlsaName } from '../dane.ts';
import type { NextKey } from '../gathering.ts';
import { associationData, recommendedFor } from './certificate.ts';
import { referenceNames } from './live.ts';
import { matchTlsa } from './match.ts';

/**
 * Whether a server may begin to show a key. `ready`: a TLSA record lets it pass. `missing`: none does. `certificate-wanted`:
 * none names the key, and whether its certificate comes from the authority that one names a key alone does not tell.
 * `no-records`: senders hold the server against nothing. `no-server`: none of the domain is called so.
 */
export type NextKeyState =
  | 'ready'
  | 'missing'
  | 'certificate-wanted'
  | 'no-records'
  | 'no-server'
  | 'unknown';

export interface NextKeyFacts {
  key: NextKey;
  state: NextKeyState;
  /** The record that names the key. */
  record: TlsaData;
  /** The server has records of that kind already. */
  isOfUsedKind: boolean;
  /** The server, where the domain has it. */
  host?: DaneHost;
}

export function nextKeysOf(dane: DaneFacts): NextKeyFacts[] {
  return dane.nextKeys.map((key) => {
    const host = dane.hosts.find(({ name }) => sameName(name, key.host));
    if (host === undefined)
      return { key, state: absentState(dane), record: recommendedFor(key), isOfUsedKind: false };
    const hash = hashAt(host);
    const record = recommendedFor(key, hash);
    return { key, host, state: stateAt(dane, host, key), record, isOfUsedKind: hash !== undefined };
  });
}

function absentState({ mx, hosts }: DaneFacts): NextKeyState {
  return hosts.length === 0 && mx.status !== 'present' && mx.status !== 'absent' ? 'unknown' : 'no-server';
}

function stateAt(dane: DaneFacts, host: DaneHost, key: NextKey): NextKeyState {
  const records = host.records.filter(({ isUsable }) => isUsable).map(({ data }) => data);
  if (isNamed(dane, host, key, records)) return 'ready';
  if (host.unread.length > 0) return 'unknown';
  if (records.length === 0) return 'no-records';
  const isByAuthority = key.chain.length === 0 && records.some(({ usage }) => usage === DANE_TA);
  return isByAuthority ? 'certificate-wanted' : 'missing';
}

/** What a sender would find once the server shows it. */
function isNamed(dane: DaneFacts, host: DaneHost, key: NextKey, records: readonly TlsaData[]): boolean {
  const chain = key.chain.map((der) => ({ der }));
  return chain.length > 0
    ? matchTlsa(records, chain, referenceNames(dane, host), dane.now).outcome === 'match'
    : records.filter(isOfKey).some((record) => associationData(key, record) === record.data);
}

function isOfKey({ usage, selector }: TlsaData): boolean {
  return usage === DANE_EE && selector === SPKI;
}

/** RFC 7671 §8.1: a roll-over keeps the parameters that are published. */
function hashAt({ records }: DaneHost): number | undefined {
  return records.find(({ data, isUsable }) => isUsable && isOfKey(data))?.data.matchingType;
}

/** RFC 7671 §8.1: seconds that a record must have stood there before its key comes into use, two times its TTL. */
export function leadTime({ tlsa }: DaneHost): number {
  return 2 * tlsa.ttl;
}

/** Where the record of a next key belongs. */
export function placeOf({ key, host }: NextKeyFacts): string {
  return tlsaName(host?.base ?? key.host);
}
