import type { MtaStsFacts } from '../../facts/mta-sts.ts';
import type { FactsOf } from './facts-of.ts';

export function describeMtaSts({ answer }: MtaStsFacts): FactsOf<'mta-sts'> {
  return { status: answer.status };
}
