import type { DomainResult, Report, Summary } from './schema/report.ts';
import { activeOf } from './suppress.ts';

export const SCHEMA_VERSION = '1.0';

export type Tool = Report['tool'];

/** Counts over the results of a run; `outcome` follows the exit codes. */
export function summarize(results: Iterable<DomainResult>): Omit<Summary, 'outcome' | 'causes'> {
  const summary = {
    domains: 0,
    errors: 0,
    warnings: 0,
    notices: 0,
    suppressed: 0,
    inconclusive: 0,
    invalid: 0,
  };
  for (const { verdict, findings } of results) {
    if (verdict === 'invalid') summary.invalid++;
    else summary.domains++;
    if (verdict === 'inconclusive') summary.inconclusive++;
    const counted = activeOf(findings);
    summary.suppressed += findings.length - counted.length;
    for (const { severity } of counted) summary[`${severity}s`]++;
  }
  return summary;
}
