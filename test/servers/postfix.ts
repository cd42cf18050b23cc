import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { skipUnless } from '../support/shared.ts';
import { freePort, runIn, skipWithout } from './process.ts';

const POSTFIX = '/usr/sbin/postfix';
/** What “postfix start-fg” runs, without the shell in between that would outlive us. */
const MASTER = '/usr/lib/postfix/sbin/master';
const READY_MS = 20_000;

/** For `skip` of node:test: why it cannot run here, or false. */
export function withoutPostfix(): string | false {
  return skipWithout(POSTFIX) || skipUnless(process.getuid?.() === 0, 'Postfix is started by root only');
}

export interface RunningPostfix {
  port: number;
  log(): string;
  stop(): Promise<void>;
}

export interface PostfixSetup {
  /** Lines of main.cf, beside those that keep it to its folder. */
  settings: string;
  /** Lines of master.cf, beside those that each needs; files that they name go into the folder. */
  services(port: number, folder: string): string;
  /** Where it listens by them. */
  addresses: readonly string[];
}

/** Postfix with a throw-away configuration and its own queue. It must be started by root. */
export async function runPostfix({ settings, services, addresses }: PostfixSetup): Promise<RunningPostfix> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-postfix-'));
  const port = await freePort();
  for (const name of ['etc', 'queue', 'data']) mkdirSync(path.join(folder, name), { mode: 0o755 });
  // Its processes give up root and must still get there.
  chmodSync(folder, 0o755);
  chownSync(path.join(folder, 'data'), Number(execFileSync('/usr/bin/id', ['-u', 'postfix'])), 0);
  const etc = path.join(folder, 'etc');
  writeFileSync(path.join(etc, 'main.cf'), `${mainCf(folder)}${settings}`);
  writeFileSync(path.join(etc, 'master.cf'), `${SERVICES}${services(port, etc)}`);
  execFileSync(POSTFIX, ['-c', etc, 'check'], { stdio: 'ignore' });
  const { child, output, stop } = runIn(folder, [MASTER, '-c', etc, '-s']);
  const log = (): string => {
    const file = path.join(folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8') : output();
  };
  const deadline = performance.now() + READY_MS;
  for (const address of addresses)
    while (!(await listens(address, port))) {
      if (performance.now() > deadline || child.exitCode !== null) {
        const said = log();
        await stop();
        throw new Error(`Postfix does not listen; it says: ${said}`);
      }
      await delay(50);
    }
  return { port, log, stop };
}

function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log
inet_protocols = ipv4
mydestination =
alias_maps =
local_recipient_maps =
smtpd_peername_lookup = no
`;
}

const SERVICES = `postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
`;

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.end('QUIT\r\n');
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
