import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Folder, openFolder, PART } from './folder.ts';
import { withShortPath } from './short-path.ts';
import { newName, OURS } from './spool.ts';

export interface Lock {
  release(): Promise<void>;
}

const LOCK = '.lock';

/**
 * Two servers in one folder would each judge what the other accepted. So each listens on a socket in it, which the
 * system closes with the process, however that ends: a connection tells a lock in use from one left behind, between
 * containers of one system too. Undefined where another process holds the folder.
 */
export async function lockFolder(folder: string): Promise<Lock | undefined> {
  if (path.sep === '\\') return lockByPipe(folder);
  const own = `${newName()}${LOCK}`;
  const lock = (short: string) => lockBySocket(folder, own, openFolder(short, false));
  return withShortPath(folder, `${own}${PART}`, lock);
}

async function lockBySocket(folder: string, own: string, within: Folder): Promise<Lock | undefined> {
  const server = await listening(within.path(`${own}${PART}`));
  const release = async (): Promise<void> => {
    await unlink(path.join(folder, own)).catch(() => {});
    server.close();
  };
  let isWon = false;
  try {
    // Every user may ask whether it is in use: once it is left behind, too.
    await chmod(within.path(`${own}${PART}`), 0o666);
    // It has its name only once it listens: nobody takes it for one left behind.
    await within.rename(`${own}${PART}`, own);
    isWon = await outlasts(own, folder, within);
  } catch (error) {
    // Only who holds the folder removes what is not whole.
    if (codeOf(error) !== 'ENOENT') throw error;
  } finally {
    if (!isWon) await release();
  }
  return isWon ? { release } : undefined;
}

/** Only starts of the same moment wait for each other. */
const PATIENCE_MS = 2000;

/**
 * Each start has its socket in place before it looks for others, so of any two at least one sees the other. Who sees an
 * earlier one gives up; a later one is waited for, as it either gives up or did not see us and holds the folder.
 */
async function outlasts(own: string, folder: string, within: Folder): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const others = await othersIn(own, folder, within);
    if (others.length === 0) return true;
    if (others.some((other) => other < own) || performance.now() > until) return false;
    await delay(10);
  }
}

/** The locks in use. */
async function othersIn(own: string, folder: string, within: Folder): Promise<string[]> {
  const others: string[] = [];
  for (const name of await within.names()) {
    if (name === own || !OURS.test(name) || !name.endsWith(LOCK)) continue;
    const isOpen = await isInUse(name, within).catch(cannotAsk(path.join(folder, name)));
    if (isOpen) others.push(name);
  }
  return others;
}

/** One that is not goes away. */
async function isInUse(name: string, within: Folder): Promise<boolean> {
  if (await isListening(within.path(name))) return true;
  await within.remove(name);
  return false;
}

const FORBIDDEN = new Set(['EACCES', 'EPERM']);

function cannotAsk(shown: string): (error: unknown) => never {
  return (error) => {
    if (!FORBIDDEN.has(codeOf(error))) throw error;
    throw new Error(`${shown} belongs to another user; remove it if no mailcheck runs`);
  };
}

async function listening(place: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).unref();
  server.listen(place);
  await once(server, 'listening');
  // Whoever looks may go away while it is answered.
  return server.on('error', () => {});
}

const NOBODY = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

/** What does not say that nobody listens is taken for in use. */
function isListening(place: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(place, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      if (FORBIDDEN.has(codeOf(error))) reject(error);
      else resolve(!NOBODY.has(codeOf(error)));
    });
  });
}

/** Windows has no sockets in folders, but pipes, which one process only can open and which end with it. */
async function lockByPipe(folder: string): Promise<Lock | undefined> {
  const name = createHash('sha256')
    .update((await realpath(folder)).toLowerCase())
    .digest('hex');
  try {
    const server = await listening(`\\\\.\\pipe\\mailcheck-${name}`);
    return { release: async () => void server.close() };
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
