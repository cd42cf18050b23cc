import type { SmtpFacts } from '../../facts/smtp.ts';
import type { FactsOf } from './facts-of.ts';

export function describeSmtp(_facts: SmtpFacts): FactsOf<'smtp'> {
  return {};
}
