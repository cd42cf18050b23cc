import { type Name, sameName } from '../../dns/index.ts';
import { breakingFaults, type HttpsAnswer, type HttpsGot } from '../../net/index.ts';
import type { Mode, MtaStsPolicy } from '../../records/mta-sts/policy.ts';
import type { Fault, Parsed } from '../../records/parsed.ts';
import { blockersOf, type Host, hostState } from '../hosts.ts';
import { askedOf, Blocked, isUnknown, known } from '../known.ts';
import type { MtaStsFacts } from '../mta-sts.ts';
import { onlyLocal } from '../mx/exchange.ts';

/** Whether anything is meant as the record. Throws where that is not known. */
export function isAnnounced({ answer, records, ignored }: MtaStsFacts): boolean {
  known(answer);
  return records.length + ignored.length > 0;
}

/** The name that a dead alias at `_mta-sts` leads to; a wildcard's alias is nobody's word about MTA-STS. */
export function deadAlias({ answer, sibling }: MtaStsFacts): Name | undefined {
  known(answer);
  const target = answer.chain.at(-1)?.to;
  if (target === undefined || answer.status !== 'absent' || answer.reason !== 'nxdomain') return undefined;
  const anybodys = sibling?.chain.at(-1)?.to;
  return anybodys !== undefined && sameName(target, anybodys) ? undefined : target;
}

/** The policy host, its state known. Throws where a failed lookup leaves that open. */
export function policyHostOf(facts: MtaStsFacts): Host {
  const open = blockersOf(facts.host!);
  if (open.length > 0) throw new Blocked(open);
  return facts.host!;
}

/** No address of the policy host can be reached from outside: nobody spoke to it, nor was that allowed to us. */
export function isInside({ host, fetch }: MtaStsFacts): boolean {
  const isUnasked =
    fetch?.status === 'skipped' || (fetch?.status === 'failed' && fetch.reason === 'not-public');
  return isUnasked && host !== undefined && hostState(host) === 'alive' && onlyLocal(host);
}

type Told = HttpsAnswer & { status: 'answered' | 'untrusted' };

/**
 * What the policy host said. Nothing where it has no address that others reach, which is told by itself; throws where it
 * was not asked or did not answer: that proves nothing about the policy.
 */
export function toldByHost(facts: MtaStsFacts): Told | undefined {
  policyHostOf(facts);
  const { fetch } = facts;
  if (fetch === undefined || isInside(facts)) return undefined;
  if (fetch.status === 'untrusted' || (fetch.status === 'answered' && !isRefusal(fetch))) return fetch;
  throw new Blocked([askedOf(notLearned(fetch))]);
}

/** “Not now” and “not you” may be about us, or be over by tomorrow; senders that ask see something else. */
export function isRefusal({ code }: Pick<HttpsGot, 'code'>): boolean {
  return code >= 500 || code === 429 || code === 403 || code === 401;
}

function notLearned(fetch: HttpsAnswer): HttpsAnswer {
  if (fetch.status !== 'answered') return fetch;
  const { url, source, tries, code } = fetch;
  const detail = `it answers with status ${code}, which may be about who asks, or when`;
  return { status: 'failed', reason: 'refused', detail, url, source, tries };
}

/** The policy that was read. Throws where nothing is known of it. */
export function policyOf(facts: MtaStsFacts): Parsed<MtaStsPolicy> | undefined {
  toldByHost(facts);
  return facts.policy;
}

/** What senders do who hold no older policy: RFC 8461 §3.3, all of record, host, certificate and file have to be right. */
export type Outcome = 'policy' | 'broken' | 'none' | 'unknown';

export function outcomeOf(facts: MtaStsFacts): Outcome {
  const { answer, record, ignored, records, host, fetch } = facts;
  if (isUnknown(answer)) return 'unknown';
  if (records.length + ignored.length === 0) return deadAlias(facts) === undefined ? 'none' : 'broken';
  if (record === undefined || !record.value.valid) return 'broken';
  if (host !== undefined && blockersOf(host).length > 0) return 'unknown';
  if (fetch !== undefined && isUnknown(fetch)) return isInside(facts) ? 'broken' : 'unknown';
  if (fetch?.status === 'answered' && isRefusal(fetch)) return 'unknown';
  return modeInForce(facts) === undefined ? 'broken' : 'policy';
}

/** The mode that such senders apply, where they get as far as that. */
export function modeInForce({ record, fetch, policy }: MtaStsFacts): Mode | undefined {
  const isTrusted = fetch?.status === 'answered' && breakingFaults(fetch.tls).length === 0;
  return record?.value.valid && isTrusted && policy?.value.usable ? policy.value.mode : undefined;
}

/** Nobody reads more; a hostile file has thousands. */
const MOST_SHOWN = 50;

/** The faults of the policy file that one rule tells of. */
export function policyFaults(facts: MtaStsFacts, isOwn: (fault: Fault) => boolean): Fault[] {
  return (policyOf(facts)?.faults ?? []).filter(isOwn).slice(0, MOST_SHOWN);
}

/** The line that a fault stands in, and its octets there. */
export function lineOf(text: string, { span }: Pick<Fault, 'span'>) {
  const before = text.slice(0, span.start);
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const [record = ''] = /^[^\r\n]*/.exec(text.slice(start)) ?? [];
  const at = (octet: number): number => Math.min(octet - start, record.length);
  return {
    line: before.slice(0, start).split(/\r\n|\n|\r/).length,
    record,
    span: { start: at(span.start), end: at(span.end) },
  };
}
