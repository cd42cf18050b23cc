import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import {
  type Accepted,
  type KeyAndCertificate,
  type Lock,
  lockFolder,
  makeFolder,
  openSpool,
  SERVER_NAME,
  type Spool,
  throwAwayCertificate,
} from '../receive/index.ts';
import type { ReceiveOptions } from './receive-options.ts';
import { UsageError } from './usage-error.ts';

/** Where messages lie until they are judged, or for good. */
export interface Place {
  spool: Spool;
  /** Accepted by an earlier run, and not judged. */
  left: Accepted[];
  close(): Promise<void>;
}

export async function openPlace(save: string | undefined, cwd: string): Promise<Place> {
  if (save === undefined) return passingPlace();
  const folder = path.resolve(cwd, save);
  try {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    if (lock === undefined) throw new UsageError(`--save ${save}: another process receives there already`);
    return await keepingPlace(folder, lock);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--save ${save}: ${code ?? message}`);
  }
}

async function keepingPlace(folder: string, { release }: Lock): Promise<Place> {
  try {
    const spool = await openSpool(folder, true);
    return { spool, left: await spool.left(), close: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function passingPlace(): Promise<Place> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mailcheck-receive-'));
  return {
    spool: await openSpool(folder, false),
    left: [],
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

export function certificateOf(
  { cert, privateKey }: Pick<ReceiveOptions, 'cert' | 'privateKey'>,
  cwd: string,
): KeyAndCertificate {
  if (cert === undefined && privateKey === undefined) return throwAwayCertificate(SERVER_NAME);
  if (cert === undefined || privateKey === undefined)
    throw new UsageError('--cert and --private-key go together: give both, or neither');
  const given = {
    cert: textOf('--cert', cert, cwd),
    key: textOf('--private-key', privateKey, cwd),
  };
  try {
    createSecureContext(given);
  } catch (error) {
    throw new UsageError(`--cert ${cert}, --private-key ${privateKey}: ${(error as Error).message}`);
  }
  return given;
}

function textOf(option: string, file: string, cwd: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${option} ${file}: cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}
