import type { Step } from '../aliases.ts';
import { absentAnswer, type Details, presentAnswer } from '../answer.ts';
import { isWithin, type Name, sameName } from '../name.ts';
import {
  CLASS_IN,
  type ExtendedError,
  type FailureReason,
  type RecordType,
  type Referral,
  type Security,
  type Source,
} from '../types.ts';
import type { Message } from '../wire/index.ts';
import { harvest } from './harvest.ts';

export interface Failure {
  reason: FailureReason;
  detail: string;
  ede?: ExtendedError;
  referral?: Referral;
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

/** RFC 8914 §4.5, 4.16–4.18: the answer is the resolver's own invention, or its refusal, and says nothing of the name. */
const FILTER_ERRORS = new Set([4, 15, 16, 17]);

/** Who said it. */
interface Speaker {
  source: Source;
  /** Whether its AD bit may be believed. */
  isTrusted: boolean;
}

/** What is asked; without recursion only an authority's word is an answer. */
interface Interpreted<T extends RecordType> {
  name: Name;
  type: T;
  recursionDesired?: boolean;
}

export function interpret<T extends RecordType>(
  question: Interpreted<T>,
  message: Message,
  { source, isTrusted }: Speaker,
  cost: { tries: number; anomalies: number },
): Interpretation<T> {
  const { rcode, flags } = message;
  if (rcode !== NOERROR && rcode !== NXDOMAIN) return refusal(message);
  const ede = extendedError(message);
  if (ede !== undefined && FILTER_ERRORS.has(ede.code)) return filtered(ede);
  const found = harvest(question, message.answers);
  const { chain, records, ttl } = found;
  const security: Security = isTrusted && flags.ad ? 'secure' : 'unknown';
  if (found.endless) return { kind: 'alias', ...cost, chain, ttl, source, security };
  if (question.recursionDesired === false && !flags.aa) return notAnAuthority(message);
  const { tries, anomalies } = cost;
  const details: Details = { chain, security, tries, anomalies };
  if (ede !== undefined) details.ede = ede;
  if (found.aliasConflict !== undefined) details.aliasConflict = found.aliasConflict;
  if (records.length > 0 && rcode === NXDOMAIN)
    return { kind: 'failure', reason: 'ambiguous', detail: 'it says NXDOMAIN and gives records' };
  if (records.length > 0)
    return { kind: 'answer', answer: presentAnswer(question, records, source, { ...details, ttl }) };
  const soaTtl = negativeTtl(message, chain.at(-1)?.to ?? question.name);
  if (rcode === NOERROR && soaTtl === undefined) {
    if (chain.length > 0) return { kind: 'alias', ...cost, chain, ttl, source, security };
    const problem = whyNoProof(message);
    if (problem !== undefined) return { kind: 'failure', ...problem };
  }
  const reason = rcode === NXDOMAIN ? 'nxdomain' : 'nodata';
  const negative = { ...details, ttl: Math.min(soaTtl ?? NO_TTL, ttl) };
  const answer = absentAnswer(question, reason, source, negative);
  return { kind: 'answer', answer, ...(soaTtl === undefined && { unproven: true }) };
}

function filtered(ede: ExtendedError): Interpretation<never> {
  return {
    kind: 'failure',
    reason: 'filtered',
    detail: `the resolver filters this name${errorText(ede)}`,
    ede,
  };
}

/** RFC 1034 §4.3.1: a server that has the zone says so with AA. */
function notAnAuthority(message: Message): Interpretation<never> {
  const referral = message.answers.length === 0 ? referralIn(message) : undefined;
  if (referral === undefined)
    return { kind: 'failure', reason: 'lame', detail: 'it answers, but not as an authority for the zone' };
  return { kind: 'failure', reason: 'lame', detail: refersTo(referral.zone), referral };
}

function refersTo(zone: Name): string {
  return `it only refers to the name servers of ${zone}`;
}

function referralIn({ authorities, additionals }: Message): Referral | undefined {
  const cut = authorities
    .filter((record) => record.type === 'NS')
    .filter(({ class: one }) => one === CLASS_IN);
  const zone = cut[0]?.name;
  if (zone === undefined) return undefined;
  const addressesOf = (host: Name): string[] =>
    additionals.flatMap((record) =>
      (record.type === 'A' || record.type === 'AAAA') && sameName(record.name, host)
        ? [record.data.address]
        : [],
    );
  const hosts = cut.filter(({ name }) => sameName(name, zone)).map(({ data }) => data.target);
  return { zone, servers: hosts.map((host) => ({ host, addresses: addressesOf(host) })) };
}

/**
 * NOERROR, no data, no SOA: proper where no NS stands there either (RFC 2308 §2.2, type 3);
 * with NS it is a referral, and a server that only points elsewhere has not answered.
 */
function whyNoProof(message: Message): Failure | undefined {
  if (message.answers.length > 0)
    return { reason: 'malformed', detail: 'the answer holds other records than those asked for' };
  const referral = referralIn(message);
  if (referral === undefined || message.flags.aa) return undefined;
  return { reason: 'lame', detail: refersTo(referral.zone) };
}

/** RFC 2308 §5: a negative answer lives as long as the lesser of the SOA's TTL and its MINIMUM. */
function negativeTtl({ authorities }: Message, name: Name): number | undefined {
  const soa = authorities.find(
    (record) => record.type === 'SOA' && record.class === CLASS_IN && isWithin(name, record.name),
  );
  return soa?.type === 'SOA' ? Math.min(soa.ttl, soa.data.minimum) : undefined;
}

/** Of several extended errors the one that DNSSEC is to blame for counts, else the first. */
function extendedError({ edns }: Message): ExtendedError | undefined {
  if (edns === undefined || edns.errors.length === 0) return undefined;
  return edns.errors.find(({ code }) => BOGUS_ERRORS.has(code)) ?? edns.errors[0];
}

/** RFC 8914 §4, in the registry's words; the others are told by their number. */
const ERROR_NAMES: Readonly<Record<number, string>> = {
  3: 'stale answer',
  4: 'forged answer',
  5: 'DNSSEC indeterminate',
  6: 'DNSSEC bogus',
  7: 'signature expired',
  8: 'signature not yet valid',
  9: 'DNSKEY missing',
  10: 'RRSIGs missing',
  11: 'no zone key bit set',
  12: 'NSEC missing',
  13: 'cached error',
  14: 'not ready',
  15: 'blocked',
  16: 'censored',
  17: 'filtered',
  18: 'prohibited',
  20: 'not authoritative',
  22: 'no reachable authority',
  23: 'network error',
};

/** ` (EDE 22, no reachable authority: at delegation example.com)` */
function errorText({ code, text }: ExtendedError): string {
  const name = ERROR_NAMES[code];
  const isNews = text !== '' && text.toLowerCase() !== name?.toLowerCase();
  return ` (EDE ${code}${name === undefined ? '' : `, ${name}`}${isNews ? `: ${text}` : ''})`;
}

function refusal(message: Message): Interpretation<never> {
  const { rcode } = message;
  const name = RCODES[rcode] ?? `response code ${rcode}`;
  const ede = extendedError(message);
  if (ede === undefined) return { kind: 'failure', reason: reasonOf(rcode), detail: name };
  const bogus = rcode === SERVFAIL && BOGUS_ERRORS.has(ede.code);
  return {
    kind: 'failure',
    reason: bogus ? 'bogus' : reasonOf(rcode),
    detail: `${name}${errorText(ede)}`,
    ede,
  };
}

function reasonOf(rcode: number): FailureReason {
  if (rcode === SERVFAIL) return 'servfail';
  return rcode === REFUSED ? 'refused' : 'rcode';
}
