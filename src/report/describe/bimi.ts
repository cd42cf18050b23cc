import type { BimiFacts } from '../../facts/bimi.ts';
import type { FactsOf } from './facts-of.ts';

export function describeBimi({ answer }: BimiFacts): FactsOf<'bimi'> {
  return { status: answer.status };
}
