import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { after } from 'node:test';
import type { Address } from '../../src/receive/index.ts';
import { projectFolder } from '../support/project.ts';

/** `mailcheck receive` as a process of its own. */
export interface Child {
  plain: Address;
  tls: Address | undefined;
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Nobody reads its results any more. */
  closeStdout(): void;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, once its output is whole; null where a signal ended it. */
  ended: Promise<number | null>;
}

const BIN = path.join(projectFolder(), 'bin', 'mailcheck.js');

/** Those that a failed test left behind. */
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Resolves when it listens. */
export async function startChild(
  args: readonly string[],
  options: { prefix?: string[]; env?: Record<string, string> } = {},
): Promise<Child> {
  const [program, ...before] = [...(options.prefix ?? []), process.execPath];
  const child = spawn(program!, [...before, BIN, 'receive', ...args], {
    cwd: projectFolder(),
    env: { ...process.env, ...options.env },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => running.delete(child));
  const listening = new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said.stderr += chunk;
      if (/try: swaks/.test(said.stderr)) resolve();
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${said.stderr}`)));
  });
  await listening;
  const [plain, tls] = [...said.stderr.matchAll(/127\.0\.0\.1:(\d+) \(/g)].map(([, port]) => ({
    host: '127.0.0.1',
    port: Number(port),
  }));
  return {
    plain: plain!,
    tls,
    pid: child.pid!,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    closeStdout: () => child.stdout.destroy(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
