import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '../dns/clock.ts';
import type { Name } from '../dns/index.ts';
import type { DomainResult, Run } from '../report/schema/report.ts';
import { Suppressions } from '../report/suppress.ts';
import { checkOptions, checkRuleIds } from './audit-checks.ts';
import { auditEntry } from './audit-entry.ts';
import { endOf, openWriters, writeNotes, writeResults } from './audit-output.ts';
import { namesReports, runReports } from './compare-reports.ts';
import { type CommandLine, type Config, forDomain, readConfig, withConfig } from './config.ts';
import { withInventory } from './dependents.ts';
import { entriesOf, namesMany } from './input.ts';
import type { AuditCommandOptions } from './options.ts';
import { inOrder } from './pool.ts';
import type { AuditCommand } from './program.ts';
import { progressOn } from './progress.ts';
import { readBaseline } from './saved-report.ts';
import { openSources, type Sources } from './sources.ts';
import type { Streams } from './streams.ts';
import { UsageError } from './usage-error.ts';

/** Audits the named domains, writes results as they come, and tells the exit code. */
export async function runAudit(
  command: AuditCommand,
  named: string[],
  said: CommandLine,
  streams: Streams,
): Promise<number> {
  const config = await readConfig(said.options.config, streams.cwd);
  const options = withConfig(said, config);
  if (namesReports(command, named, options)) return runReports(command, named, options, streams);
  checkOptions(command, options);
  const args = named.length > 0 || command.compares ? named : inventoryOf(config);
  const many = command.compares ? args.length !== 1 || namesMany(args, streams) : namesMany(args, streams);
  const startedAt = new Date();
  const begin = monotonicMs();
  const sources = await openSources(options, many, streams);
  if (!options.quiet) await writeNotes(sources.notes, streams);
  const suppressions = await openSuppressions(options, config, sources, streams);
  const writers = await openWriters(options, many, streams);
  try {
    const optionsFor = (domain: Name): AuditCommandOptions => forDomain(said, options, config, domain);
    const job = (entry: string): Promise<DomainResult> =>
      auditEntry(command, entry, optionsFor, { sources, streams, suppress: suppressions.suppress });
    const { entries, job: judge } =
      command.compares && args.length === 0
        ? withInventory(sources.domains(), config, options, { sources, streams }, job)
        : { entries: entriesOf(args, streams), job };
    const results = seen(inOrder(entries, options.concurrency, judge, streams.interrupted), suppressions);
    const progress = progressOn(streams, many);
    const tally = await writeResults(command, results, writers, options, progress, many);
    await sources.close();
    const end = endOf(tally, runOf(command, options, sources, startedAt, begin), streams);
    for (const writer of writers) await writer.end(end);
    if (options.record !== undefined) await keepRecording(options.record, sources, startedAt, streams);
    if (!options.quiet) await writeNotes(suppressions.notes(), streams);
    return end.exitCode;
  } catch (error) {
    for (const writer of writers) await writer.abandon();
    throw error;
  } finally {
    await sources.close();
  }
}

function runOf(
  { name }: AuditCommand,
  { offline }: AuditCommandOptions,
  sources: Sources,
  startedAt: Date,
  begin: number,
): Run {
  return {
    command: name,
    servers: sources.servers,
    offline,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(monotonicMs() - begin),
    queries: sources.queries(),
    resolvers: sources.traits(),
  };
}

/** The domains of the configuration, where none is named. */
function inventoryOf({ domains }: Config): string[] {
  if (domains.size === 0)
    throw new UsageError('give a domain, as in “mailcheck example.com”; --help tells more');
  return [...domains.keys()];
}

async function openSuppressions(
  { baseline }: AuditCommandOptions,
  config: Config,
  sources: Sources,
  { cwd }: Streams,
): Promise<Suppressions> {
  const ignores = [...sources.ignores, ...config.ignores];
  checkRuleIds(ignores.map(({ rule, place }) => ({ rule, place: `${place}:` })));
  return new Suppressions(ignores, await readBaseline(baseline, cwd), sources.now);
}

async function* seen(
  results: AsyncIterable<DomainResult>,
  suppressions: Suppressions,
): AsyncGenerator<DomainResult> {
  for await (const result of results) {
    suppressions.saw(result);
    yield result;
  }
}

async function keepRecording(file: string, sources: Sources, now: Date, { cwd }: Streams): Promise<void> {
  const recording = { mailcheckRecording: 1, now: now.toISOString(), ...sources.kept() };
  await writeFile(path.resolve(cwd, file), `${JSON.stringify(recording)}\n`).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${file}: ${error.code}`);
    },
  );
}
