import type { Readable } from 'node:stream';

/** Where a run reads and writes; a process's own in `main.ts`, buffers in tests. */
export interface Output {
  /** Resolves when more may be written; `false` once nobody reads any more. */
  write(text: string | Uint8Array): Promise<boolean>;
  isTTY: boolean;
  columns: number | undefined;
}

export interface Streams {
  stdin: Readable & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  env: Record<string, string | undefined>;
  cwd: string;
  /** Aborted on SIGINT or SIGTERM: what is finished is still written. */
  interrupted: AbortSignal;
}

/** Whether to colour a stream: the option before NO_COLOR before FORCE_COLOR before what the stream is. */
export function wantsColor(
  when: 'auto' | 'always' | 'never',
  { isTTY }: Output,
  env: Streams['env'],
): boolean {
  if (when !== 'auto') return when === 'always';
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return isTTY && env['TERM'] !== 'dumb';
}

/** Columns to lay text out in; a pipe gets whole lines. */
export function widthOf({ isTTY, columns }: Output, env: Streams['env']): number | undefined {
  const forced = Number(env['COLUMNS']);
  if (Number.isInteger(forced) && forced >= 40) return forced;
  return isTTY ? Math.max(40, columns ?? 80) : undefined;
}
