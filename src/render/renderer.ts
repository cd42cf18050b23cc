import type { Tool } from '../report/report.ts';
import type { DomainResult, Run, Summary } from '../report/schema/report.ts';
import type { FailOn } from '../report/verdict.ts';
import type { Palette } from './paint.ts';

/** What decides the exit code. */
export interface Threshold {
  failOn: FailOn;
  onIncomplete: 'fail' | 'pass';
}

export interface RenderOptions {
  /** Columns to lay text out in; `undefined` means never to break a line. */
  width: number | undefined;
  paint: Palette;
  /** Show notices and reasons too. */
  verbose: boolean;
  /** Show findings only. */
  quiet: boolean;
  /** Whether more than one domain is audited. */
  many: boolean;
  threshold: Threshold;
}

export interface RunEnd {
  tool: Tool;
  run: Run;
  summary: Summary;
  exitCode: number;
}

/** Turns results into text, one at a time, so that a long run is shown while it runs. Pure. */
export interface Renderer {
  start(): string;
  result(result: DomainResult): string;
  end(end: RunEnd): string;
}

export type RendererFactory = (options: RenderOptions) => Renderer;
