import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '../../src/dns/client/client.ts';
import type { Name, Server } from '../../src/dns/index.ts';
import { skipUnless } from '../support/shared.ts';

/** A name server from a system package, running in the foreground on loopback with a throw-away configuration. */
export interface RunningServer {
  server: Server;
  /** `HOST:PORT`, as `--server` takes it. */
  label: string;
  /** Ends it and deletes its folder. */
  stop(): Promise<void>;
}

export interface Program {
  /** Where the Debian package puts it. */
  path: string;
  /** Writes the configuration into the folder, and tells the arguments. */
  configure(folder: string, port: number): string[] | Promise<string[]>;
  /** A name that it answers for once it is ready, in whatever way. */
  ready: Name;
}

const ATTEMPTS = 3;
const READY_MS = 10_000;
const STOP_MS = 3000;

/** The server lives as long as our end of its standard input: it ends with us, however we end. */
const TIED = 'exec 3<&0; (read _ <&3; kill $$) & exec 3<&- "$0" "$@" </dev/null';

/** For `skip` of node:test: why servers of these programs cannot run here, or false. */
export function skipWithout(...programs: string[]): string | false {
  const missing = programs.filter((file) => !existsSync(file));
  return skipUnless(missing.length === 0, `not installed: ${missing.join(', ')}`);
}

/** Starts a server and waits until it answers. Somebody may take the free port first: then another one is tried. */
export async function startServer(program: Program): Promise<RunningServer> {
  let said = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-server-'));
    const server = { host: '127.0.0.1', port: await freePort() };
    const args = [program.path, ...(await program.configure(folder, server.port))];
    const { child, output, stop } = runIn(folder, args);
    if (await answers(server, program.ready, child))
      return { server, label: `${server.host}:${server.port}`, stop };
    said = output();
    await stop();
  }
  throw new Error(`${program.path} does not answer; it says: ${said}`);
}

/** Runs a program that ends with us, in a folder that is deleted with it. */
export function runIn(
  folder: string,
  args: readonly string[],
): { child: ChildProcess; output: () => string; stop: () => Promise<void> } {
  const child = spawn('/bin/sh', ['-c', TIED, ...args], { cwd: folder, stdio: 'pipe' });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { child, output: collected(child), stop };
}

function collected(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('error', (error) => chunks.push(Buffer.from(error.message)));
  return () => Buffer.concat(chunks).toString();
}

async function answers(server: Server, name: Name, child: ChildProcess): Promise<boolean> {
  const client = createClient({ servers: [server], timing: { totalMs: 250 } });
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const { status } = await client.ask(name, 'SOA');
    if (status === 'present' || status === 'absent') return true;
    await delay(20);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const exited = gone ? undefined : new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}

/** A port that is free for UDP and TCP alike. */
export async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer();
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as { port: number };
    const isFree = await freeForUdp(port);
    await new Promise((resolve) => tcp.close(resolve));
    if (isFree) return port;
  }
}

function freeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
