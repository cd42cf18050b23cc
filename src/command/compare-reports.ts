import { nameKey } from '../dns/index.ts';
import { changeResult } from '../gate/gate.ts';
import type { DomainResult, Run } from '../report/schema/report.ts';
import type { Suppress } from '../report/suppress.ts';
import { checkRuleIds } from './audit-checks.ts';
import { endOf, openWriters, writeNotes, writeResults } from './audit-output.ts';
import type { Config } from './config.ts';
import type { AuditCommandOptions } from './options.ts';
import type { AuditCommand } from './program.ts';
import { progressOn } from './progress.ts';
import { readSavedReport } from './saved-report.ts';
import type { Streams } from './streams.ts';
import { openSuppressions } from './suppressions.ts';
import { UsageError } from './usage-error.ts';

/** `diff OLD.json NEW.json`. */
export function namesReports(
  { compares }: AuditCommand,
  args: readonly string[],
  { zone }: AuditCommandOptions,
): boolean {
  return compares === 'diff' && zone.length === 0 && args.length === 2 && args.every(isJson);
}

function isJson(file: string): boolean {
  return /\.json$/i.test(file);
}

/** What became of each domain between two saved reports; nobody is asked anything. */
export async function runReports(
  command: AuditCommand,
  files: readonly string[],
  options: AuditCommandOptions,
  config: Config,
  streams: Streams,
): Promise<number> {
  const startedAt = new Date();
  await checkRuleIds(options.ignore.map((rule) => ({ rule, place: '--ignore' })));
  const suppressions = await openSuppressions(options, config.ignores, startedAt, streams);
  const [before, after] = (await Promise.all(files.map((file) => readSavedReport(file, streams.cwd)))) as [
    DomainResult[],
    DomainResult[],
  ];
  const pairs = pairsOf(before, after);
  if (pairs.length === 0) throw new UsageError(`${files.join(' and ')} have no domain in common`);
  if (!options.quiet) await writeNotes(leftOut(before, after, files), streams);
  const many = pairs.length > 1;
  const writers = await openWriters(options, many, streams);
  try {
    const accepted = (result: DomainResult): DomainResult => {
      suppressions.saw(result);
      return withAccepted(result, options.ignore, suppressions.suppress);
    };
    const results = pairs.map(([old, now]) =>
      changeResult(
        withAccepted(old, options.ignore, () => null),
        accepted(now),
        null,
        options,
      ),
    );
    const progress = progressOn(streams, many);
    const tally = await writeResults(command, streamed(results), writers, options, progress, many);
    const end = endOf(tally, runOf(command, startedAt), streams);
    for (const writer of writers) await writer.end(end);
    if (!options.quiet) await writeNotes(suppressions.notes(), streams);
    return end.exitCode;
  } catch (error) {
    for (const writer of writers) await writer.abandon();
    throw error;
  }
}

/** Without the rules that are left out; what was accepted when the report was saved stays so. */
function withAccepted(result: DomainResult, ignore: readonly string[], suppress: Suppress): DomainResult {
  const findings = result.findings
    .filter(({ rule }) => !ignore.includes(rule))
    .map((finding) => ({ ...finding, suppression: finding.suppression ?? suppress(finding, result.domain) }));
  return { ...result, findings };
}

async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

function pairsOf(before: readonly DomainResult[], after: readonly DomainResult[]) {
  const old = byDomain(before);
  return [...byDomain(after)].flatMap(([key, now]): [DomainResult, DomainResult][] => {
    const other = old.get(key);
    return other === undefined ? [] : [[other, now]];
  });
}

/** Those that were audited. */
function byDomain(results: readonly DomainResult[]): Map<string, DomainResult> {
  const audited = results.filter(({ problem }) => problem === null);
  return new Map(audited.map((result) => [nameKey(result.domain), result]));
}

function leftOut(
  before: readonly DomainResult[],
  after: readonly DomainResult[],
  [oldFile, newFile]: readonly string[],
): string[] {
  const [old, now] = [byDomain(before), byDomain(after)];
  const only = (some: typeof old, others: typeof old, file: string | undefined): string[] =>
    [...some.keys()]
      .filter((key) => !others.has(key))
      .map((key) => `${key} is only in ${file}: not compared`);
  return [...only(old, now, oldFile), ...only(now, old, newFile)];
}

function runOf({ name }: AuditCommand, startedAt: Date): Run {
  const times = { startedAt: startedAt.toISOString(), durationMs: Date.now() - startedAt.getTime() };
  return { command: name, servers: [], offline: true, ...times, queries: 0, resolvers: [] };
}
