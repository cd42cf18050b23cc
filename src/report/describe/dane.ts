import type { DaneFacts } from '../../facts/dane.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDane(_facts: DaneFacts): FactsOf<'dane'> {
  return {};
}
