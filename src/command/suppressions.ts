import { type Ignore, Suppressions } from '../report/suppress.ts';
import { checkRuleIds } from './audit-checks.ts';
import type { AuditCommandOptions } from './options.ts';
import { readBaseline } from './saved-report.ts';
import type { Streams } from './streams.ts';

/** What a run accepts: entries of the configuration and of zone files, and a saved report. */
export async function openSuppressions(
  { baseline }: Pick<AuditCommandOptions, 'baseline'>,
  ignores: readonly Ignore[],
  now: Date,
  { cwd }: Pick<Streams, 'cwd'>,
): Promise<Suppressions> {
  await checkRuleIds(ignores.map(({ rule, place }) => ({ rule, place: `${place}:` })));
  return new Suppressions(ignores, await readBaseline(baseline, cwd), now);
}
