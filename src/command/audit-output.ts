import path from 'node:path';
import { palette } from '../render/paint.ts';
import type { RunEnd } from '../render/renderer.ts';
import { display } from '../render/sink.ts';
import type { DomainResult, Run } from '../report/schema/report.ts';
import { interruptedCode } from './exit-codes.ts';
import type { AuditCommandOptions } from './options.ts';
import type { AuditCommand } from './program.ts';
import type { Progress } from './progress.ts';
import { type Streams, wantsColor, widthOf } from './streams.ts';
import { Tally } from './tally.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';
import { fileWriter, streamWriter, summaryWriter, type Writer } from './writers.ts';

const TOOL = { name: 'mailcheck', version: VERSION } as const;

export function endOf(tally: Tally, run: Run, { interrupted }: Streams, mayBeEmpty = false): RunEnd {
  const outcome = interrupted.aborted ? 'interrupted' : tally.outcome();
  if (!mayBeEmpty && tally.isEmpty && outcome === 'pass')
    throw new UsageError('no domain given: the list is empty');
  const exitCode = interrupted.aborted ? interruptedCode(interrupted) : tally.exitCode(outcome);
  return { tool: TOOL, run, summary: { ...tally.summary(), outcome }, exitCode };
}

export async function writeNotes(notes: readonly string[], { stderr }: Streams): Promise<void> {
  for (const note of notes) await stderr.write(`mailcheck: ${display(note)}\n`);
}

export async function writeResults(
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

/** What decides how results look, and where they go. */
export type OutputOptions = Pick<
  AuditCommandOptions,
  'format' | 'verbose' | 'quiet' | 'color' | 'output' | 'failOn' | 'onIncomplete'
>;

export type OutputStreams = Pick<Streams, 'stdout' | 'env' | 'cwd'>;

export async function openWriters(
  options: OutputOptions,
  many: boolean,
  streams: OutputStreams,
): Promise<Writer[]> {
  const { format, verbose, quiet, color, output, failOn, onIncomplete } = options;
  const { stdout, env } = streams;
  const width = widthOf(stdout, env);
  const threshold = { failOn, onIncomplete };
  const paint = await palette(wantsColor(color, stdout, env));
  const look = { width, paint, verbose, quiet, many, threshold };
  const toStdout = await streamWriter(format, look, (text) => stdout.write(text));
  const files: Writer[] = [];
  try {
    for (const { format: fileFormat, path: file } of output)
      files.push(await fileWriter(fileFormat, path.resolve(streams.cwd, file), { many, threshold }));
  } catch (error) {
    for (const file of files) await file.abandon();
    throw error;
  }
  const summary = env['GITHUB_STEP_SUMMARY'];
  const annotates = [format, ...output.map((one) => one.format)].includes('github');
  return [toStdout, ...files, ...(summary && annotates ? [summaryWriter(summary, threshold)] : [])];
}
