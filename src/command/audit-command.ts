import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '../dns/clock.ts';
import type { Name } from '../dns/index.ts';
import type { DomainResult, Run } from '../report/schema/report.ts';
import type { Suppress, Suppressions } from '../report/suppress.ts';
import { checkOptions } from './audit-checks.ts';
import { auditEntry } from './audit-entry.ts';
import { endOf, openWriters, writeNotes, writeResults } from './audit-output.ts';
import { namesReports, runReports } from './compare-reports.ts';
import { type CommandLine, type Config, forDomain, readConfig, withConfig } from './config.ts';
import { unlistedNotes, withInventory } from './dependents.ts';
import { entriesOf, namesMany } from './input.ts';
import type { KeysAtHand } from './keys-at-hand.ts';
import type { AuditCommandOptions } from './options.ts';
import { inOrder } from './pool.ts';
import type { AuditCommand } from './program.ts';
import { progressOn } from './progress.ts';
import { openSources, type Sources } from './sources.ts';
import type { Streams } from './streams.ts';
import { openSuppressions } from './suppressions.ts';
import { cannotWrite } from './unreadable.ts';
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
  if (namesReports(command, named, options)) return runReports(command, named, options, config, streams);
  await checkOptions(command, options);
  const args = named.length > 0 || command.compares ? named : inventoryOf(config);
  const many = command.compares ? args.length !== 1 || namesMany(args, streams) : namesMany(args, streams);
  if (many && options.nextKey !== undefined)
    throw new UsageError('--next-key is about the servers of one domain: name one');
  const keysAtHand = await keysOf(options, streams);
  return runJobs(command, { options, config, many, streams }, ({ sources, suppress }) => {
    const optionsFor = (domain: Name): AuditCommandOptions => forDomain(said, options, config, domain);
    const judge = (entry: string): Promise<DomainResult> =>
      auditEntry(command, entry, optionsFor, { sources, streams, suppress, keysAtHand });
    if (!command.compares || args.length > 0) return { entries: entriesOf(args, streams), job: judge };
    const domains = sources.domains();
    const work = withInventory(domains, config, options, { sources, streams }, judge);
    const none = domains.length + config.domains.size === 0 ? [NO_MAIL_CHANGES] : [];
    return { ...work, notes: [...none, ...unlistedNotes(sources)], mayBeEmpty: true };
  });
}

const NO_MAIL_CHANGES =
  'no record set changes that names a domain with mail; name the domain to have it compared';

/** How a command runs, whatever it judges. */
export interface Running {
  options: AuditCommandOptions;
  config: Config;
  many: boolean;
  streams: Streams;
}

/** What is to be judged, and how each entry is. */
export interface Work<T> {
  entries: AsyncIterable<T>;
  job(entry: T): Promise<DomainResult>;
  /** What may surprise in the choice of the entries. */
  notes?: readonly string[];
  /** A change that is about no domain is judged: nothing gets worse. */
  mayBeEmpty?: boolean;
}

/** Opens what a run reads and writes, judges all entries, writes results as they come, and tells the exit code. */
export async function runJobs<T>(
  command: AuditCommand,
  { options, config, many, streams }: Running,
  workOf: (given: { sources: Sources; suppress: Suppress }) => Work<T>,
): Promise<number> {
  const startedAt = new Date();
  const begin = monotonicMs();
  const sources = await openSources(options, many, streams);
  if (!options.quiet) await writeNotes(sources.notes, streams);
  const ignores = [...sources.ignores, ...config.ignores];
  const suppressions = await openSuppressions(options, ignores, sources.now, streams);
  const writers = await openWriters(options, many, streams);
  try {
    const {
      entries,
      job,
      notes = [],
      mayBeEmpty = false,
    } = workOf({ sources, suppress: suppressions.suppress });
    if (!options.quiet) await writeNotes(notes, streams);
    const results = seen(inOrder(entries, options.concurrency, job, streams.interrupted), suppressions);
    const progress = progressOn(streams, many);
    const tally = await writeResults(command, results, writers, options, progress, many);
    await sources.close();
    const run = runOf(command, options, sources, startedAt, begin);
    const end = endOf(tally, run, streams, mayBeEmpty);
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

/** What reads keys is loaded where there are any. */
async function keysOf(options: AuditCommandOptions, { cwd }: Streams): Promise<KeysAtHand> {
  if (options.privateKey === undefined && options.nextKey === undefined) return {};
  return (await import('./keys-at-hand.ts')).readKeysAtHand(options, cwd);
}

/** The domains of the configuration, where none is named. */
function inventoryOf({ domains }: Config): string[] {
  if (domains.size === 0)
    throw new UsageError('give a domain, as in “mailcheck example.com”; --help tells more');
  return [...domains.keys()];
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
  await writeFile(path.resolve(cwd, file), `${JSON.stringify(recording)}\n`).catch(cannotWrite(file));
}
