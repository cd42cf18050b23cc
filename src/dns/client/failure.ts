import type { FailureReason } from '../types.ts';
import type { Failure } from './interpret.ts';
import type { Lane } from './lane.ts';
import type { Attempt, TransportName } from './transport/transport.ts';

/** What to say of a question that nobody has answered. */

export type Failed = Failure & { source: { server: string } };

export const NO_SERVER: Failed = {
  reason: 'unreachable',
  detail: 'this system names no server to ask; give --server',
  source: { server: 'none' },
};

/** From what tells least to what tells most: a server that spoke tells more than one that did not. */
const TELLING: readonly FailureReason[] = [
  'unreachable',
  'timeout',
  'tls',
  'http',
  'malformed',
  'forged',
  'refused',
  'rcode',
  'lame',
  'ambiguous',
  'truncated',
  'filtered',
  'servfail',
  'bogus',
];

/** Of several failures the one that tells most is reported, the later one of equals. */
export function moreTelling(a: Failed, b: Failed): Failed {
  return TELLING.indexOf(b.reason) >= TELLING.indexOf(a.reason) ? b : a;
}

/** A try that has not ended. */
export interface OpenTry {
  lane: Lane;
  transport: TransportName;
  attempt: Attempt;
}

/** Time is up, and these are still waited for. */
export function silence(open: readonly OpenTry[], totalMs: number, anomalies: number): Failed {
  const last = open.find(({ attempt }) => attempt.soFar !== undefined) ?? open.at(-1);
  const time = `within ${totalMs / 1000} s`;
  if (last === undefined) return { ...NO_SERVER, reason: 'timeout', detail: `it could not be asked ${time}` };
  const { source } = last.lane;
  const { soFar } = last.attempt;
  const ignored = ignoredWords(anomalies);
  if (soFar !== undefined) return { ...soFar, detail: `${soFar.detail} no answer ${time}${ignored}`, source };
  const ways = new Set(open.map(({ transport }) => transport));
  const over = [...ways].toSorted().toReversed().join(' and ');
  return { reason: 'timeout', detail: `no answer over ${over} ${time}${ignored}`, source };
}

function ignoredWords(anomalies: number): string {
  if (anomalies === 0) return '';
  return `; ignored: ${anomalies} ${anomalies === 1 ? 'packet' : 'packets'} for another question`;
}
