import { type Resolver, withDeadline } from '../dns/index.ts';
import type { DomainResult } from '../report/schema/report.ts';
import type { Suppress } from '../report/suppress.ts';
import type { FailOn } from '../report/verdict.ts';
import { gatherMessage } from './facts.ts';
import { messageOutcome } from './result.ts';
import { messageRules } from './rules/index.ts';
import type { MessageSource, Session } from './source.ts';

export type { MessageSource, Session } from './source.ts';

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

/** Authenticates one message as a receiver would. Never throws for what the message or the DNS says. */
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
