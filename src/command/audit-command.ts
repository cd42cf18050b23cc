import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { audit } from '../audit.ts';
import { monotonicMs } from '../dns/clock.ts';
import { sameName } from '../dns/index.ts';
import type { SpfSession } from '../facts/spf-macros.ts';
import { NagiosState } from '../render/nagios.ts';
import type { Threshold } from '../render/renderer.ts';
import { display } from '../render/sink.ts';
import { CauseTally } from '../report/causes.ts';
import { summarize } from '../report/report.ts';
import { brokenResult, invalidResult } from '../report/result.ts';
import type { DomainResult, Summary } from '../report/schema/report.ts';
import { allRules } from '../rules/index.ts';
import { readDomain, singleLabelProblem } from './domain.ts';
import { exitCodeOf, outcomeOf } from './exit-codes.ts';
import { entriesOf, namesMany } from './input.ts';
import { reportInternal } from './internal-error.ts';
import type { AuditCommandOptions } from './options.ts';
import { inOrder } from './pool.ts';
import { type AuditCommand, COMMAND_NAMES } from './program.ts';
import { type Progress, progressOn } from './progress.ts';
import { openSources, type Sources } from './sources.ts';
import { type Streams, wantsColor, widthOf } from './streams.ts';
import { closestTo } from './suggest.ts';
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
  const many = namesMany(args, streams);
  const startedAt = new Date();
  const begin = monotonicMs();
  const sources = await openSources(options, many, streams);
  if (!options.quiet)
    for (const note of sources.notes) await streams.stderr.write(`mailcheck: ${display(note)}\n`);
  const writers = await openWriters(options, many, streams);
  try {
    const entries = entriesOf(args, streams);
    const job = (entry: string): Promise<DomainResult> =>
      auditEntry(command, entry, options, sources, streams);
    const results = inOrder(entries, options.concurrency, job, streams.interrupted);
    const outcomes = await writeResults(results, writers, options, progressOn(streams, many), many);
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
  results: AsyncIterable<DomainResult>,
  writers: readonly Writer[],
  options: AuditCommandOptions,
  progress: Progress,
  many: boolean,
): Promise<Tally> {
  const tally = new Tally(options);
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

/** What the exit code and the summary need of all results; the results themselves are not kept. */
class Tally {
  #counts = summarize([]);
  #verdicts = new Set<DomainResult['verdict']>();
  #broken = false;
  readonly #causes = new CauseTally();
  readonly #threshold: Threshold;
  readonly #nagios: NagiosState | undefined;

  constructor({ failOn, onIncomplete, format }: Threshold & Pick<AuditCommandOptions, 'format'>) {
    this.#threshold = { failOn, onIncomplete };
    if (format === 'nagios') this.#nagios = new NagiosState();
  }

  add(result: DomainResult): void {
    this.#nagios?.add(result, this.#threshold);
    this.#causes.add(result.causes);
    const one = summarize([result]);
    for (const key of Object.keys(one) as (keyof typeof one)[]) this.#counts[key] += one[key];
    this.#verdicts.add(result.verdict);
    this.#broken ||= result.verdict !== 'invalid' && result.problem !== null;
  }

  get isEmpty(): boolean {
    return this.#verdicts.size === 0;
  }

  summary(): Omit<Summary, 'outcome'> {
    return { ...this.#counts, causes: this.#causes.shared() };
  }

  /** Where a monitoring system reads stdout, it reads the exit code its own way too. */
  exitCode(outcome: Summary['outcome']): number {
    return this.#nagios?.exitCode(outcome) ?? exitCodeOf(outcome);
  }

  outcome(): Summary['outcome'] {
    return this.#broken ? 'internal' : outcomeOf(this.#verdicts, this.#threshold);
  }
}

const MOST_SHOWN = 60;
const MOST_KEPT = 1000;

function invalidEntry({ domain, problem }: DomainResult): UsageError {
  const shown = domain.length > MOST_SHOWN ? `${display(domain.slice(0, MOST_SHOWN))}…` : display(domain);
  return new UsageError(`“${shown}”: ${problem}`);
}

function isForPeople({ format }: AuditCommandOptions): boolean {
  return format === 'table' || format === 'text';
}

async function auditEntry(
  { sections }: AuditCommand,
  entry: string,
  options: AuditCommandOptions,
  sources: Sources,
  streams: Streams,
): Promise<DomainResult> {
  const read = readDomain(entry);
  if ('problem' in read) return invalidResult(entry.slice(0, MOST_KEPT), read.problem);
  const { domain } = read;
  const problem = await singleLabelProblem(domain);
  if (problem !== undefined) return invalidResult(entry, `${problem}${closestTo(domain, COMMAND_NAMES)}`);
  if (!sources.covers(domain))
    return invalidResult(domain, 'the given zones say nothing about it, and --offline asks nobody');
  const { selector, selectors: guess, role, whatIf, timeout, failOn, ignore, authoritative } = options;
  const { profile: profiles } = options;
  const session = sessionFor(domain, options);
  if (session !== undefined && 'problem' in session) return invalidResult(domain, session.problem);
  const declared = {
    selectors: selector,
    guess,
    now: sources.now,
    ...(role && { role }),
    ...(whatIf.length > 0 && { whatIf }),
    ...(session && { session }),
  };
  try {
    return await audit(domain, sources.resolver, {
      sections,
      declared,
      timeout,
      failOn,
      profiles,
      ignore,
      authoritative,
    });
  } catch (error) {
    // One domain that meets a bug does not take the others with it.
    await reportInternal(error, streams);
    return brokenResult(domain);
  }
}

/** A receiver checks the domain of MAIL FROM: for a sender at another domain it would ask that one's record. */
function sessionFor(
  domain: string,
  { ip, mailFrom, helo }: AuditCommandOptions,
): SpfSession | { problem: string } | undefined {
  if (ip === undefined) return undefined;
  const at = mailFrom?.lastIndexOf('@') ?? 0;
  const sender = mailFrom === undefined ? { domain } : readDomain(mailFrom.slice(at + 1));
  if ('problem' in sender) return { problem: `--mail-from ${mailFrom}: ${sender.problem}` };
  if (!sameName(sender.domain, domain))
    return { problem: `--mail-from is an address of ${sender.domain}: its SPF decides, audit that domain` };
  const from = mailFrom === undefined ? {} : { mailFrom: `${mailFrom.slice(0, at)}@${sender.domain}` };
  return { ip, ...from, ...(helo !== undefined && { helo }) };
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

function checkWhatIf({ name, sections }: AuditCommand, { whatIf }: AuditCommandOptions): void {
  if (whatIf.length > 0 && !sections.includes('spf'))
    throw new UsageError(`--what-if is about SPF, which “${name}” does not read: use “spf” or “full”`);
}

function checkRuleIds(ids: readonly string[]): void {
  if (ids.length === 0) return;
  const known = allRules().map(({ id }) => id);
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
