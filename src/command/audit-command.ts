import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { monotonicMs } from '../dns/clock.ts';
import { everyRule } from '../gate/rules/index.ts';
import { display } from '../render/sink.ts';
import type { DomainResult } from '../report/schema/report.ts';
import { auditEntry } from './audit-entry.ts';
import { entriesOf, namesMany } from './input.ts';
import type { AuditCommandOptions } from './options.ts';
import { inOrder } from './pool.ts';
import type { AuditCommand } from './program.ts';
import { type Progress, progressOn } from './progress.ts';
import { LIVE, openSources, type Sources } from './sources.ts';
import { type Streams, wantsColor, widthOf } from './streams.ts';
import { closestTo } from './suggest.ts';
import { Tally } from './tally.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';
import { fileWriter, streamWriter, summaryWriter, type Writer } from './writers.ts';

/** Audits the named domains, writes results as they come, and tells the exit code. */
export async function runAudit(
  command: AuditCommand,
  args: string[],
  given: AuditCommandOptions,
  streams: Streams,
): Promise<number> {
  const options = given.json ? { ...given, format: 'json' as const } : given;
  checkRuleIds(options.ignore);
  checkWhatIf(command, options);
  if (options.ip === undefined && (options.mailFrom ?? options.helo) !== undefined)
    throw new UsageError('--mail-from and --helo tell of a message: give its client too, --ip ADDRESS');
  if (command.compares) checkCompared(command, options);
  const many = command.compares ? args.length !== 1 || namesMany(args, streams) : namesMany(args, streams);
  const startedAt = new Date();
  const begin = monotonicMs();
  const sources = await openSources(options, many, streams);
  if (!options.quiet)
    for (const note of sources.notes) await streams.stderr.write(`mailcheck: ${display(note)}\n`);
  const writers = await openWriters(options, many, streams);
  try {
    const entries = entriesOf(command.compares && args.length === 0 ? sources.domains() : args, streams);
    const job = (entry: string): Promise<DomainResult> =>
      auditEntry(command, entry, options, sources, streams);
    const results = inOrder(entries, options.concurrency, job, streams.interrupted);
    const outcomes = await writeResults(command, results, writers, options, progressOn(streams, many), many);
    await sources.close();
    const outcome = streams.interrupted.aborted ? 'interrupted' : outcomes.outcome();
    if (outcomes.isEmpty && outcome === 'pass') throw new UsageError('no domain given: the list is empty');
    const run = {
      command: command.name,
      servers: sources.servers,
      offline: options.offline,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(monotonicMs() - begin),
      queries: sources.queries(),
      resolvers: sources.traits(),
    };
    const end = {
      tool: TOOL,
      run,
      summary: { ...outcomes.summary(), outcome },
      exitCode: outcomes.exitCode(outcome),
    };
    for (const writer of writers) await writer.end(end);
    if (options.record !== undefined) await keepRecording(options.record, sources, startedAt, streams);
    return end.exitCode;
  } catch (error) {
    for (const writer of writers) await writer.abandon();
    throw error;
  } finally {
    await sources.close();
  }
}

const TOOL = { name: 'mailcheck', version: VERSION } as const;

async function writeResults(
  command: AuditCommand,
  results: AsyncIterable<DomainResult>,
  writers: readonly Writer[],
  options: AuditCommandOptions,
  progress: Progress,
  many: boolean,
): Promise<Tally> {
  const tally = new Tally(command.compares === 'diff' ? { ...options, failOn: 'never' } : options);
  for await (const result of results) {
    if (!many && result.verdict === 'invalid' && isForPeople(options)) throw invalidEntry(result);
    tally.add(result);
    await progress.clear();
    for (const writer of writers) await writer.result(result);
    progress.done();
  }
  await progress.clear();
  return tally;
}

const MOST_SHOWN = 60;

function invalidEntry({ domain, problem }: DomainResult): UsageError {
  const shown = domain.length > MOST_SHOWN ? `${display(domain.slice(0, MOST_SHOWN))}…` : display(domain);
  return new UsageError(`“${shown}”: ${problem}`);
}

function isForPeople({ format }: AuditCommandOptions): boolean {
  return format === 'table' || format === 'text';
}

async function openWriters(options: AuditCommandOptions, many: boolean, streams: Streams): Promise<Writer[]> {
  const { format, verbose, quiet, color, output, failOn, onIncomplete } = options;
  const { stdout, env } = streams;
  const width = widthOf(stdout, env);
  const threshold = { failOn, onIncomplete };
  const look = { width, color: wantsColor(color, stdout, env), verbose, quiet, many, threshold };
  const toStdout = await streamWriter(format, look, (text) => stdout.write(text));
  const files: Writer[] = [];
  for (const { format: fileFormat, path: file } of output)
    files.push(await fileWriter(fileFormat, path.resolve(streams.cwd, file), { many, threshold }));
  const summary = env['GITHUB_STEP_SUMMARY'];
  const annotates = [format, ...output.map((one) => one.format)].includes('github');
  return [toStdout, ...files, ...(summary && annotates ? [summaryWriter(summary, threshold)] : [])];
}

/** Two states are compared: the one that is proposed has to be given, and offline the other one too. */
function checkCompared({ name }: AuditCommand, { zone, base = [], offline }: AuditCommandOptions): void {
  if (zone.length === 0)
    throw new UsageError(`${name} judges a change: give the proposed records with --zone`);
  if (base.includes(LIVE) && base.length > 1)
    throw new UsageError('--base is “live” or records, not both: live answers what records do not tell');
  if (offline && base.every((source) => source === LIVE))
    throw new UsageError(`${name} --offline: give what is published with --base too`);
}

function checkWhatIf({ name, sections }: AuditCommand, { whatIf }: AuditCommandOptions): void {
  if (whatIf.length > 0 && !sections.includes('spf'))
    throw new UsageError(`--what-if is about SPF, which “${name}” does not read: use “spf” or “full”`);
}

function checkRuleIds(ids: readonly string[]): void {
  if (ids.length === 0) return;
  const known = everyRule().map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id as (typeof known)[number]));
  if (unknown !== undefined)
    throw new UsageError(`--ignore ${unknown}: no such rule${closestTo(unknown, known)}`);
}

async function keepRecording(file: string, sources: Sources, now: Date, { cwd }: Streams): Promise<void> {
  const recording = { mailcheckRecording: 1, now: now.toISOString(), answers: sources.answers() };
  await writeFile(path.resolve(cwd, file), `${JSON.stringify(recording)}\n`).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${file}: ${error.code}`);
    },
  );
}
