import { sameName } from '../../dns/index.ts';
import { DANE_EE, parametersOf, SPKI, type TlsaData } from '../../records/tlsa.ts';
import { type DaneFacts, type DaneHost, daneState, tlsaName } from '../dane.ts';
import type { NextKey } from '../gathering.ts';
import { associationData, readCertificate, recommendedFor } from './certificate.ts';
import { NEAREST, referenceNames } from './live.ts';
import { matchTlsa, type TlsaProblem, type TlsaVerdict } from './match.ts';

/**
 * Whether a server may begin to show a key. `ready`: it passes by every kind of TLSA record that is published (RFC 7671
 * §8). `missing`: by one kind it does not. `certificate-wanted`: that hangs on its certificate, and there is the key alone.
 * `not-checked`: senders hold the server against no record. `no-server`: none of the domain is called so.
 */
export type NextKeyState =
  | 'ready'
  | 'missing'
  | 'certificate-wanted'
  | 'not-checked'
  | 'no-server'
  | 'unknown';

export interface NextKeyFacts {
  key: NextKey;
  state: NextKeyState;
  /** Of records that name what is in the file, or its authority: why it does not pass all the same. */
  problem?: TlsaProblem;
  /** Published records by which it passes. */
  passing: TlsaData[];
  /** Kinds of published records, `3 1 1`, by none of which it passes. */
  lacking: string[];
  /** Records to publish, one of each such kind that can be told from it. */
  wanted: TlsaData[];
  /** All of them are of kinds that are published already. */
  keepsKinds: boolean;
  /** The server, where the domain has it. */
  host?: DaneHost;
}

const NOTHING = { passing: [], lacking: [], wanted: [], keepsKinds: false };

export function nextKeysOf(dane: DaneFacts): NextKeyFacts[] {
  return dane.nextKeys.map((key) => {
    const host = dane.hosts.find(({ name }) => sameName(name, key.host));
    if (host === undefined) return { key, state: absentState(dane), ...NOTHING };
    const state = daneState(host);
    if (state === 'unknown') return { key, host, state, ...NOTHING };
    if (state === 'none' || state === 'unsigned' || state === 'unusable')
      return { key, host, state: 'not-checked', ...NOTHING };
    return { key, host, ...heldAgainst(dane, host, key) };
  });
}

function absentState({ mx, hosts }: DaneFacts): NextKeyState {
  return hosts.length === 0 && mx.status !== 'present' && mx.status !== 'absent' ? 'unknown' : 'no-server';
}

/** What a sender would find that holds the server against records of one kind alone, kind by kind. */
function heldAgainst(dane: DaneFacts, host: DaneHost, key: NextKey) {
  const records = host.records.filter(({ isUsable }) => isUsable).map(({ data }) => data);
  const verdicts = verdictsOf(dane, host, key, records);
  const passing = verdicts.filter(({ problem }) => problem === null).map(({ record }) => record);
  const told = kindsWithout(passing, records).filter((kind) => canTell(key, kind));
  if (told.length === 0 && passing.length > 0) return { ...NOTHING, state: 'ready' as const, passing };
  if (told.length === 0) return { ...NOTHING, state: 'certificate-wanted' as const };
  const own = told.flatMap((kind) => recordFor(key, kind) ?? []);
  // Where an authority is named that does not issue it, the key itself has to be.
  const wanted = own.length > 0 || passing.length > 0 ? own : [recommendedFor(key)];
  const problem = NEAREST.find((one) => verdicts.some((verdict) => verdict.problem === one));
  return {
    state: 'missing' as const,
    ...(problem && { problem }),
    passing,
    lacking: told.map(parametersOf),
    wanted,
    keepsKinds: own.length > 0,
  };
}

/** One record of each kind that is not among those that pass. */
function kindsWithout(passing: readonly TlsaData[], records: readonly TlsaData[]): TlsaData[] {
  const passed = new Set(passing.map(parametersOf));
  const kinds = new Map(records.map((record) => [parametersOf(record), record]));
  return [...kinds].filter(([kind]) => !passed.has(kind)).map(([, record]) => record);
}

/** A key says nothing of its certificate, nor a certificate alone of its authority. */
function canTell({ chain }: NextKey, kind: TlsaData): boolean {
  const [leaf] = chain;
  if (leaf === undefined) return isOfKey(kind);
  return kind.usage === DANE_EE || chain.length > 1 || isSelfSigned(leaf);
}

function isSelfSigned(der: string): boolean {
  const certificate = readCertificate(der)?.x509;
  return certificate?.checkIssued(certificate) === true;
}

type Verdict = Pick<TlsaVerdict, 'record' | 'problem'>;

function verdictsOf(
  dane: DaneFacts,
  host: DaneHost,
  key: NextKey,
  records: readonly TlsaData[],
): readonly Verdict[] {
  if (key.chain.length > 0) {
    const chain = key.chain.map((der) => ({ der }));
    return matchTlsa(records, chain, referenceNames(dane, host), dane.now).verdicts;
  }
  return records.map((record) => {
    const isNamed = isOfKey(record) && associationData(key, record) === record.data;
    return { record, problem: isNamed ? null : 'other-key' };
  });
}

function isOfKey({ usage, selector }: TlsaData): boolean {
  return usage === DANE_EE && selector === SPKI;
}

/** RFC 7671 §8.1: a roll-over keeps the parameters that are published. What names authorities is for them to say. */
function recordFor(key: NextKey, { usage, selector, matchingType }: TlsaData): TlsaData | undefined {
  if (usage !== DANE_EE) return undefined;
  const certificate = key.chain[0] === undefined ? undefined : readCertificate(key.chain[0]);
  if (selector !== SPKI && certificate === undefined) return undefined;
  const parameters = { selector, matchingType };
  const data = associationData({ ...certificate, spki: key.spki }, parameters);
  return data === undefined ? undefined : { usage, ...parameters, data };
}

/**
 * RFC 7671 §8.1: seconds that a record must have stood there before its key comes into use, two times its TTL. Undefined
 * where a resolver told the TTL: it counts down in its cache.
 */
export function leadTime({ tlsa }: DaneHost): number | undefined {
  return tlsa.status === 'present' && 'file' in tlsa.source ? 2 * tlsa.ttl : undefined;
}

/** Where the record of a next key belongs. */
export function placeOf({ key, host }: NextKeyFacts): string {
  return tlsaName(host?.base ?? key.host);
}
