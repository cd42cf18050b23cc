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
import type { Certificate } from './certificates.ts';
import { freePort, runIn } from './process.ts';

export const POSTFIX = '/usr/sbin/postfix';

/** One address that Postfix listens on, and what is special there. */
export interface PostfixListener {
  address: string;
  /** Without one STARTTLS is not offered. */
  certificate?: Certificate;
  /** Seconds that postscreen waits with the greeting. */
  greetWait?: number;
  /** As Postfix writes it: `>=TLSv1.2`. */
  protocols?: string;
  /** TLS from the first octet. */
  implicit?: boolean;
}

export interface RunningPostfix {
  port: number;
  stop(): Promise<void>;
}

/** What “postfix start-fg” runs, without the shell in between that would outlive us. */
const MASTER = '/usr/lib/postfix/sbin/master';
const READY_MS = 20_000;

/** Postfix on loopback, with a throw-away configuration and its own queue. It must be started by root. */
export async function startPostfix(listeners: readonly PostfixListener[]): Promise<RunningPostfix> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-postfix-'));
  const port = await freePort();
  for (const name of ['etc', 'queue', 'data']) mkdirSync(path.join(folder, name), { mode: 0o755 });
  // Its processes give up root and must still get there.
  chmodSync(folder, 0o755);
  chownSync(path.join(folder, 'data'), Number(execFileSync('/usr/bin/id', ['-u', 'postfix'])), 0);
  const etc = path.join(folder, 'etc');
  writeFileSync(path.join(etc, 'main.cf'), mainCf(folder));
  writeFileSync(path.join(etc, 'master.cf'), masterCf(etc, listeners, port));
  execFileSync(POSTFIX, ['-c', etc, 'check'], { stdio: 'ignore' });
  const { child, output, stop } = runIn(folder, [MASTER, '-c', etc, '-s']);
  const deadline = performance.now() + READY_MS;
  for (const { address } of listeners)
    while (!(await listens(address, port))) {
      if (performance.now() > deadline || child.exitCode !== null) {
        const log = path.join(folder, 'log');
        const said = existsSync(log) ? readFileSync(log, 'utf8') : output();
        await stop();
        throw new Error(`Postfix does not listen; it says: ${said}`);
      }
      await delay(50);
    }
  return { port, stop };
}

function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file_prefixes = ${folder}
maillog_file = ${folder}/log
myhostname = mail.example.com
mydestination =
inet_protocols = ipv4
smtputf8_enable = no
alias_maps =
local_recipient_maps =
postscreen_access_list =
postscreen_cache_map =
smtpd_tls_session_cache_database =
smtpd_peername_lookup = no
`;
}

const SERVICES = `postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
tlsproxy unix - - n - 0 tlsproxy
dnsblog unix - - n - 0 dnsblog
`;

function masterCf(etc: string, listeners: readonly PostfixListener[], port: number): string {
  const lines = listeners.map(({ address, certificate, greetWait, protocols, implicit }, index) => {
    const chain = path.join(etc, `${index}.pem`);
    if (certificate) writeFileSync(chain, certificate.key + certificate.cert, { mode: 0o600 });
    const tls = certificate
      ? ['smtpd_tls_security_level=may', `smtpd_tls_chain_files=${chain}`]
      : ['smtpd_tls_security_level=none'];
    const options = [
      ...tls,
      ...(protocols === undefined ? [] : [`smtpd_tls_protocols=${protocols}`]),
      ...(implicit ? ['smtpd_tls_wrappermode=yes'] : []),
      ...(greetWait === undefined ? [] : [`postscreen_greet_wait=${greetWait}s`]),
    ];
    const daemon = greetWait === undefined ? 'smtpd' : 'postscreen';
    const most = greetWait === undefined ? '-' : '1';
    const pass = greetWait === undefined ? '' : `smtpd pass - - n - - smtpd\n${written(tls)}`;
    return `${address}:${port} inet n - n - ${most} ${daemon}\n${written(options)}${pass}`;
  });
  return SERVICES + lines.join('');
}

function written(options: readonly string[]): string {
  return options.map((option) => `  -o ${option}\n`).join('');
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.end('QUIT\r\n');
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
