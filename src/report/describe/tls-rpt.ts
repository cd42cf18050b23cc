import type { TlsRptFacts } from '../../facts/tls-rpt.ts';
import type { FactsOf } from './facts-of.ts';

export function describeTlsRpt({ answer }: TlsRptFacts): FactsOf<'tls-rpt'> {
  return { status: answer.status };
}
