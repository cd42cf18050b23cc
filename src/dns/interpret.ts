import type { Step } from './aliases.ts';
import { absentAnswer, presentAnswer } from './answer.ts';
import { type Harvest, harvest } from './harvest.ts';
import { isWithin, type Name } from './name.ts';
import { CLASS_IN, type ExtendedError, type FailureReason, type RecordType, type Source } from './types.ts';
import type { Message } from './wire/index.ts';

export interface Failure {
  reason: FailureReason;
  detail: string;
  ede?: ExtendedError;
}

/** What a reply says about its question, where it is a proper one; a `failure` where it is not. */
export type Interpretation<T extends RecordType> = Step<T> | ({ kind: 'failure' } & Failure);

const RCODES: Record<number, string> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADVERS',
  23: 'BADCOOKIE',
};
const NOERROR = 0;
const SERVFAIL = 2;
const NXDOMAIN = 3;
const REFUSED = 5;

/** RFC 8914 §4.7–4.13: the answer was there, and DNSSEC validation threw it away. */
const BOGUS_ERRORS = new Set([6, 7, 8, 9, 10, 11, 12]);

/** A negative answer without an SOA may not be kept (RFC 2308 §5). */
const NO_TTL = 0;

export function interpret<T extends RecordType>(
  question: { name: Name; type: T },
  message: Message,
  source: Source,
  cost: { tries: number; anomalies: number },
): Interpretation<T> {
  const { rcode } = message;
  if (rcode !== NOERROR && rcode !== NXDOMAIN) return refusal(message);
  const found = harvest(
    question,
    message.answers.filter((record) => record.class === CLASS_IN),
  );
  const { chain, records } = found;
  if (found.endless) return { kind: 'alias', ...cost, chain, ttl: found.ttl, source };
  const details = { ...cost, chain, ...edeOf(message), ...conflictOf(found) };
  if (records.length > 0 && rcode === NXDOMAIN) {
    return { kind: 'failure', reason: 'ambiguous', detail: 'it says NXDOMAIN and gives records' };
  }
  if (records.length > 0) {
    const answer = presentAnswer(question, records, source, { ...details, ttl: found.ttl });
    return { kind: 'answer', answer };
  }
  const soaTtl = negativeTtl(message, chain.at(-1)?.to ?? question.name);
  if (rcode === NOERROR && soaTtl === undefined) {
    if (chain.length > 0) return { kind: 'alias', ...cost, chain, ttl: found.ttl, source };
    const problem = whyNoProof(message);
    if (problem !== undefined) return { kind: 'failure', ...problem };
  }
  const ttl = Math.min(soaTtl ?? NO_TTL, found.ttl);
  const reason = rcode === NXDOMAIN ? 'nxdomain' : 'nodata';
  return { kind: 'answer', answer: absentAnswer(question, reason, source, { ...details, ttl }) };
}

/**
 * NOERROR, no data, no SOA: proper where no NS stands there either (RFC 2308 §2.2, type 3);
 * with NS it is a referral, and a server that only points elsewhere has not answered.
 */
function whyNoProof({ answers, authorities, flags }: Message): Failure | undefined {
  if (answers.length > 0) {
    return { reason: 'malformed', detail: 'the answer holds other records than those asked for' };
  }
  const referral = authorities.find((record) => record.type === 'NS' && record.class === CLASS_IN);
  if (referral === undefined || flags.aa) return undefined;
  return { reason: 'lame', detail: `it only refers to the name servers of ${referral.name}` };
}

/** RFC 2308 §5: a negative answer lives as long as the lesser of the SOA's TTL and its MINIMUM. */
function negativeTtl({ authorities }: Message, name: Name): number | undefined {
  const soa = authorities.find(
    (record) => record.type === 'SOA' && record.class === CLASS_IN && isWithin(name, record.name),
  );
  return soa?.type === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : undefined;
}

function conflictOf({ aliasConflict }: Harvest<RecordType>): { aliasConflict?: Name } {
  return aliasConflict === undefined ? {} : { aliasConflict };
}

/** Of several extended errors the one that DNSSEC is to blame for counts, else the first. */
function edeOf({ edns }: Message): { ede?: ExtendedError } {
  const ede = edns?.errors.find(({ code }) => BOGUS_ERRORS.has(code)) ?? edns?.errors[0];
  return ede === undefined ? {} : { ede };
}

function refusal(message: Message): Interpretation<never> {
  const { rcode } = message;
  const name = RCODES[rcode] ?? `response code ${rcode}`;
  const { ede } = edeOf(message);
  if (ede === undefined) return { kind: 'failure', reason: reasonOf(rcode), detail: name };
  const detail = `${name} (extended error ${ede.code}${ede.text === '' ? '' : `: ${ede.text}`})`;
  const bogus = rcode === SERVFAIL && BOGUS_ERRORS.has(ede.code);
  return { kind: 'failure', reason: bogus ? 'bogus' : reasonOf(rcode), detail, ede };
}

function reasonOf(rcode: number): FailureReason {
  if (rcode === SERVFAIL) return 'servfail';
  return rcode === REFUSED ? 'refused' : 'rcode';
}
