import { Readable } from 'node:stream';
import { run } from '../../src/command/run.ts';
import type { Output, Streams } from '../../src/command/streams.ts';
import { projectFolder } from './project.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Terminal {
  stdin?: string;
  columns?: number;
  isTTY?: boolean;
  env?: Record<string, string>;
  cwd?: string;
  interrupted?: AbortSignal;
  /** After so many writes nobody reads any more. */
  closesAfter?: number;
}

/** Runs the command in this process, its streams being buffers. */
export async function mailcheck(args: readonly string[], terminal: Terminal = {}): Promise<Ran> {
  const stdout = buffer(terminal);
  const stderr = buffer({ ...terminal, isTTY: false });
  const streams: Streams = {
    stdin: Readable.from(terminal.stdin === undefined ? [] : [terminal.stdin]),
    stdout: stdout.output,
    stderr: stderr.output,
    env: terminal.env ?? {},
    cwd: terminal.cwd ?? projectFolder(),
    interrupted: terminal.interrupted ?? new AbortController().signal,
  };
  const code = await run(args, streams);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function buffer({ isTTY = false, columns, closesAfter = Number.POSITIVE_INFINITY }: Terminal): {
  output: Output;
  text: () => string;
} {
  const written: string[] = [];
  const output: Output = {
    isTTY,
    columns,
    write: async (text) => {
      if (written.length >= closesAfter) return false;
      written.push(text);
      return true;
    },
  };
  return { output, text: () => written.join('') };
}
