import type { MessageFacts } from '../facts.ts';
import type { Signature } from '../signature.ts';
import type { MessageHit, ObservedMessage } from './message-rule.ts';

type About = Omit<MessageHit, 'message'>;

/** What is the same for every fault of a signature. */
export function aboutSignature({ domain: author, dmarc }: ObservedMessage, signature: Signature): About {
  const { domain, selector, alignment } = signature;
  return {
    subject: { name: domain ?? author, type: 'DKIM-Signature' },
    key: selector ?? '',
    data: { domain: domain ?? null, selector: selector ?? null },
    ...weighed(alignment, dmarc.current.result),
  };
}

/** The same for a fault of its key. */
export function aboutKey(facts: ObservedMessage, signature: Signature): About {
  const { key } = signature;
  if (key === undefined) return aboutSignature(facts, signature);
  return {
    ...aboutSignature(facts, signature),
    subject: { name: key.name, type: 'TXT' },
    ...(key.record && { record: key.record.text }),
  };
}

/** Somebody else's signature decides nothing, and little depends on one where others vouch for the message, or may. */
function weighed(
  alignment: Signature['alignment'],
  dmarc: MessageFacts['dmarc']['current']['result'],
): Pick<About, 'severity'> {
  if (alignment === 'none') return { severity: 'notice' };
  return dmarc === 'pass' || dmarc === 'temperror' ? { severity: 'warning' } : {};
}
