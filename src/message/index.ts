import { type Resolver, withDeadline } from '../dns/index.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Suppress } from '../report/suppress.ts';
import type { FailOn } from '../report/verdict.ts';
import { gatherMessage } from './facts.ts';
import { messageOutcome } from './result.ts';
import { messageRules } from './rules/index.ts';
import type { MessageSource, Session } from './source.ts';

export { type MessageSource, messageSource, type Session } from './source.ts';

export interface JudgeOptions {
  /** By which expiry is judged; default the present. */
  now?: Date;
  /** Seconds for all lookups of one message. Default 20. */
  timeout?: number;
  /** From which severity on a finding makes the verdict `fail`. Default `error`. */
  failOn?: FailOn;
  /** Ids of rules to leave out. */
  ignore?: readonly string[];
  /** What is accepted for now: it stays in the result, marked, and fails nothing. */
  suppress?: Suppress;
}

const DEFAULT_TIMEOUT_S = 20;

/**
 * Authenticates one message as a receiver would: SPF (RFC 7208), DKIM (RFC 6376, 8301, 8463), ARC (RFC 8617) and what
 * DMARC makes of them (RFC 9989; what RFC 7489 made of them stands beside it). `explain` and the pages of the rules say
 * which clause each finding rests on.
 * @param source the octets as they were received; see `messageSource` for a message in memory. Opened twice at most.
 * @param session what is known of the SMTP session; what is not given is read from Received and Return-Path.
 * @param resolver whom to ask; a lookup that fails makes its part `inconclusive`, never `fail`.
 * @returns a result of kind `message`: `verdict`, `findings`, and under `message` what each mechanism says.
 * @throws only what `source` throws: neither the message nor the DNS makes it.
 */
export async function judgeMessage(
  source: MessageSource,
  session: Session,
  resolver: Resolver,
  options: JudgeOptions = {},
): Promise<DomainResult> {
  const { now = new Date(), timeout = DEFAULT_TIMEOUT_S, failOn = 'error', ignore = [], suppress } = options;
  const { resolver: bounded, stop } = withDeadline(resolver, timeout);
  try {
    const facts = await gatherMessage(source, session, bounded, now);
    const rules = messageRules.filter(({ id }) => !ignore.includes(id));
    return messageOutcome(facts, rules, failOn, suppress);
  } finally {
    stop();
  }
}
