import type { Name } from '../../dns/index.ts';
import type { Finding } from '../../report/schema/report.ts';
import type { AnyRule, Hit } from '../../rules/rule.ts';
import type { MessageFacts } from '../facts.ts';

/** What a rule on messages has found: its subject may be a header field, which is named in place of a record type. */
export type MessageHit = Omit<Hit, 'subject'> & { subject: Finding['subject'] };

/** `domain`: the Author Domain, or the name of the source where there is none. */
export type ObservedMessage = MessageFacts & { domain: Name };

/**
 * A rule on a message. `fails` and `passes` are a zone of example.com, and below a line “--- from ADDRESS, HELO NAME,
 * MAIL FROM <ADDRESS>” a message that came in that session.
 */
export interface MessageRule extends Omit<AnyRule, 'id' | 'applies' | 'check' | 'needs'> {
  id: `message/${string}`;
  /** False where the rule has no subject: a rule on signatures where there is none. */
  applies?(facts: ObservedMessage): boolean;
  /** Pure. May throw `Blocked`, where a failed lookup hides what it reads. */
  check(facts: ObservedMessage): Iterable<MessageHit>;
}

/** Of an audit's facts a message needs none. */
export function defineMessageRule(rule: MessageRule): AnyRule {
  return { ...rule, needs: [] } as unknown as AnyRule;
}
