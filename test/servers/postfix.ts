import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { skipUnless } from '../support/shared.ts';
import { freePort, skipWithout } from './process.ts';

const POSTFIX = '/usr/sbin/postfix';

/** For `skip` of node:test: why it cannot run here, or false. */
export function withoutPostfix(): string | false {
  return skipWithout(POSTFIX) || skipUnless(process.getuid?.() === 0, 'Postfix is started by root only');
}

export interface PostfixOptions {
  /** Where it hands on whatever it takes. */
  relay: { host: string; port: number };
  /** `encrypt`: STARTTLS or nothing; `wrapper`: TLS from the first octet; `none`: in the clear. */
  tls: 'none' | 'encrypt' | 'wrapper';
  helo?: string;
}

export interface RunningPostfix {
  /** Where it takes mail itself. */
  address: { host: string; port: number };
  log(): string;
  stop(): void;
}

const READY_MS = 15_000;

/** Postfix with a throw-away queue and configuration, on loopback, relaying everything; needs root. */
export async function startPostfix(options: PostfixOptions): Promise<RunningPostfix> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-postfix-'));
  // Its daemons run as the user postfix.
  chmodSync(folder, 0o755);
  const port = await freePort();
  writeConfiguration(folder, port, options);
  const postfix = (command: string): void => {
    execFileSync(POSTFIX, ['-c', path.join(folder, 'etc'), command], { stdio: 'pipe', timeout: READY_MS });
  };
  const stop = (): void => {
    process.off('exit', stop);
    postfix('stop');
    rmSync(folder, { recursive: true, force: true });
  };
  postfix('start');
  process.once('exit', stop);
  const address = { host: '127.0.0.1', port };
  await greeted(address);
  return {
    address,
    log: () => readFileSync(path.join(folder, 'log'), 'utf8'),
    stop,
  };
}

function writeConfiguration(
  folder: string,
  port: number,
  { relay, tls, helo = 'mta.example.net' }: PostfixOptions,
): void {
  for (const name of ['etc', 'queue', 'data']) mkdirSync(path.join(folder, name));
  execFileSync('chown', ['postfix', path.join(folder, 'data')]);
  writeFileSync(
    path.join(folder, 'etc', 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = ${helo}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
relayhost = [${relay.host}]:${relay.port}
smtp_tls_security_level = ${tls === 'none' ? 'none' : 'encrypt'}
smtp_tls_wrappermode = ${tls === 'wrapper' ? 'yes' : 'no'}
smtp_destination_concurrency_limit = 20
smtp_connection_cache_on_demand = yes
disable_dns_lookups = yes
smtpd_peername_lookup = no
`,
  );
  const services = [
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'proxymap unix - - n - - proxymap',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  writeFileSync(
    path.join(folder, 'etc', 'master.cf'),
    [`127.0.0.1:${port} inet n - n - - smtpd`, ...services, ''].join('\n'),
  );
}

async function greeted({ host, port }: { host: string; port: number }): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (!(await speaks(host, port))) {
    if (performance.now() > deadline) throw new Error('Postfix does not answer');
    await delay(50);
  }
}

function speaks(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('data', () => {
      socket.end('QUIT\r\n');
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
