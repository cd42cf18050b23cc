import { judgeMessage } from '../message/index.ts';
import type { Accepted, Spool } from '../receive/index.ts';
import { safeJson } from '../render/sink.ts';
import { SCHEMA_VERSION } from '../report/report.ts';
import { brokenResult } from '../report/result.ts';
import type { DomainResult, Run } from '../report/schema/report.ts';
import { endOf, type OutputStreams, openWriters, writeNotes } from './audit-output.ts';
import { reportInternal } from './internal-error.ts';
import type { ReceiveOptions } from './receive-options.ts';
import type { Sources } from './sources.ts';
import type { Streams } from './streams.ts';
import { Tally } from './tally.ts';
import { whyUnwritable } from './unreadable.ts';
import { UsageError } from './usage-error.ts';

/** What becomes of accepted messages: judged, kept, told, counted. */
export interface Results {
  judge(message: Accepted): Promise<void>;
  /** A line on stderr, unless people asked for silence. */
  note(text: string): void;
  /** A signal came, nobody reads any more, or the one message that was asked for is judged. */
  over: Promise<void>;
  end(run: Run): Promise<number>;
  /** It never listened: leaves no half-written files. */
  abandon(): Promise<void>;
}

export async function openResults(
  options: ReceiveOptions,
  spool: Spool,
  sources: Sources,
  streams: Streams,
): Promise<Results> {
  const ending = new AbortController();
  const watched = watching(streams, () => ending.abort());
  const writers = await openWriters(options, true, watched);
  const tally = new Tally(options);
  const told = inTurn();
  const note = (text: string): void => {
    if (!options.quiet) void told(() => writeNotes([text], streams));
  };
  let unkept: string | undefined;
  return {
    note,
    async judge(message) {
      const result = await resultOf(message, options, sources, streams);
      try {
        // Kept before it is told: what is told and not kept would be judged and told again at the next start.
        await spool.judged(message, `${safeJson({ schemaVersion: SCHEMA_VERSION, ...result }, 2)}\n`);
        tally.add(result);
        for (const writer of writers) await told(() => writer.result(result));
      } catch (error) {
        unkept = `the result for ${message.name} could not be kept: ${whyUnwritable(error)}`;
        note(unkept);
      }
      if (options.once) ending.abort();
    },
    over: either(ending.signal, streams.interrupted),
    async end(run) {
      if (tally.isEmpty && unkept !== undefined) throw new UsageError(unkept);
      const end = endOf(tally, run, streams);
      for (const writer of writers) await told(() => writer.end(end));
      return end.exitCode;
    },
    async abandon() {
      for (const writer of writers) await writer.abandon();
    },
  };
}

async function resultOf(
  message: Accepted,
  { save, timeout, failOn, ignore }: ReceiveOptions,
  { resolver }: Sources,
  streams: Streams,
): Promise<DomainResult> {
  const { name, size, envelope, open } = message;
  const { ip, helo, mailFrom } = envelope;
  const source = { name: save === undefined ? name : `${name}.eml`, size, open };
  try {
    return await judgeMessage(source, { ip, helo, mailFrom }, resolver, { timeout, failOn, ignore });
  } catch (error) {
    // One message that meets a bug does not take the others with it.
    await reportInternal(error, streams);
    return { ...brokenResult(source.name), kind: 'message' };
  }
}

/** Results come several at once; a line is written whole before the next. */
function inTurn(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work);
    return last;
  };
}

/** The same streams, with word of a reader that has gone. */
function watching({ stdout, env, cwd }: Streams, gone: () => void): OutputStreams {
  return {
    env,
    cwd,
    stdout: {
      isTTY: stdout.isTTY,
      columns: stdout.columns,
      async write(text) {
        const isRead = await stdout.write(text);
        if (!isRead) gone();
        return isRead;
      },
    },
  };
}

function either(...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
