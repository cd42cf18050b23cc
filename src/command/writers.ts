import { statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { type Format, rendererFor } from '../render/index.ts';
import { markdownWithin } from '../render/markdown.ts';
import type { RenderOptions, RunEnd, Threshold } from '../render/renderer.ts';
import type { DomainResult } from '../report/schema/report.ts';
import { cannotWrite } from './unreadable.ts';
import { FILE_LOOK, openWhole } from './whole-file.ts';

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

export async function fileWriter(
  format: Format,
  file: string,
  options: Pick<RenderOptions, 'many' | 'threshold'>,
): Promise<Writer> {
  const look = { ...FILE_LOOK, verbose: true, quiet: false, ...options };
  const { write, end, abandon } = await openWhole(file);
  const writer = await streamWriter(format, look, write);
  return {
    result: writer.result,
    async end(runEnd) {
      await writer.end(runEnd);
      await end();
    },
    abandon,
  };
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
      await appendFile(file, renderer.end(end)).catch(cannotWrite(`the step summary ${file}`));
    },
    async abandon() {},
  };
}
