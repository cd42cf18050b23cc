import type { DnssecFacts } from '../../facts/dnssec.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDnssec(_facts: DnssecFacts): FactsOf<'dnssec'> {
  return {};
}
