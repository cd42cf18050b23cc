import { randomUUID } from 'node:crypto';
import { createWriteStream, statSync, type WriteStream } from 'node:fs';
import { appendFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Format, rendererFor } from '../render/index.ts';
import { markdownWithin } from '../render/markdown.ts';
import { PLAIN } from '../render/paint.ts';
import type { Renderer, RenderOptions, RunEnd, Threshold } from '../render/renderer.ts';
import type { DomainResult } from '../report/schema/report.ts';
import { UsageError } from './usage-error.ts';

/** Somewhere that a report goes to, in a format of its own. */
export interface Writer {
  result(result: DomainResult): Promise<void>;
  end(end: RunEnd): Promise<void>;
  /** The run broke off: leaves nothing half-written. */
  abandon(): Promise<void>;
}

export async function streamWriter(
  format: Format,
  options: RenderOptions,
  write: (text: string) => Promise<unknown>,
): Promise<Writer> {
  const renderer = rendererFor(format)(options);
  let started = false;
  const begin = (): string => {
    const text = started ? '' : renderer.start();
    started = true;
    return text;
  };
  return {
    async result(result) {
      await write(begin() + renderer.result(result));
    },
    async end(end) {
      await write(begin() + renderer.end(end));
    },
    async abandon() {},
  };
}

/** Files lay text out for 100 columns, without colour. */
const FILE_OPTIONS = { width: 100, paint: PLAIN, verbose: true, quiet: false };

/**
 * Writes beside the target and renames at the end: a reader sees the whole file or the one before it. A device or a
 * pipe is written to as it is.
 */
export async function fileWriter(
  format: Format,
  file: string,
  options: Pick<RenderOptions, 'many' | 'threshold'>,
): Promise<Writer> {
  const renderer: Renderer = rendererFor(format)({ ...FILE_OPTIONS, ...options });
  const isSpecial = statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const temporary = isSpecial
    ? file
    : path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  const stream = createWriteStream(temporary, { flags: isSpecial ? 'w' : 'wx' });
  const failure = new Promise<never>((_resolve, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UsageError(`cannot write ${file}: ${error.code}`)),
    );
  });
  failure.catch(() => {});
  await Promise.race([new Promise((resolve) => stream.once('open', resolve)), failure]);
  const write = (text: string): Promise<void> => Promise.race([written(stream, text), failure]);
  await write(renderer.start());
  return {
    result: (result) => write(renderer.result(result)),
    async end(end) {
      await write(renderer.end(end));
      await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failure]);
      if (!isSpecial) await rename(temporary, file);
    },
    async abandon() {
      stream.destroy();
      if (!isSpecial) await rm(temporary, { force: true });
    },
  };
}

function written(stream: WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '') resolve();
    else stream.write(text, () => resolve());
  });
}

/** GitHub drops a step's summary of more than 1 MiB as a whole, whoever wrote it. */
const SUMMARY_OCTETS = 900 * 1024;

/** Adds to the summary of a GitHub Actions step, behind what the step has written there already. */
export function summaryWriter(file: string, threshold: Threshold): Writer {
  const written = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const renderer = markdownWithin(Math.max(0, SUMMARY_OCTETS - written), threshold);
  return {
    async result(result) {
      renderer.result(result);
    },
    async end(end) {
      await appendFile(file, renderer.end(end)).catch((error: NodeJS.ErrnoException) => {
        throw new UsageError(`cannot write the step summary ${file}: ${error.code}`);
      });
    },
    async abandon() {},
  };
}
