import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { run } from '../../src/command/run.ts';
import { SERVERS, soa, startWorld, verified, zone } from '../gate/verify-world.ts';
import { mailcheck, type Ran, type Terminal } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';

/** The exit codes that scripts rely on: every command against every way in which it can end. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-contract-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, records: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, `$ORIGIN example.com.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n${records}`);
  return place;
}

const SPF = '@ TXT "v=spf1 ip4:192.0.2.25 -all"\n';
const KEY = 's1._domainkey TXT "v=DKIM1; k=ed25519; p=LzQ8SCeIwfTq9b2ApOqECWVLh6Fbe2mErEb7id/nHuo="\n';
const DMARC = '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n';
const MX = '@ MX 10 mail\nmail A 192.0.2.25\n';
const GOOD = file('good.zone', `${MX}${SPF}${KEY}${DMARC}`);
const BAD = file(
  'bad.zone',
  '@ MX 10 gone\n@ TXT "v=spf1 ip4:192.0.2.260 -all"\ns1._domainkey TXT "v=DKIM1; p=AAAA"\n_dmarc TXT "v=DMARC1; p=rejct; rua=mailto:d@example.com"\n',
);
/** Its sender has a reverse name that leads nowhere: all that this section finds are warnings. */
const UNCONFIRMED = file('unconfirmed.zone', `${MX}${SPF}25.2.0.192.in-addr.arpa. PTR gone.example.com.\n`);
/** Nothing listens there. */
const DEAD = ['--server', '127.0.0.1:9', '--timeout', '2'];

type Outcome = 'pass' | 'finding' | 'usage' | 'inconclusive' | 'internal' | 'closed pipe';

/** Arguments and the code to come of them; a text where a command cannot end so, and why. */
type Cell = readonly [code: number, ...args: string[]] | string;
type Row = Record<Outcome, Cell>;

const offline = (zoneFile: string): string[] => ['example.com', '--zone', zoneFile, '--offline'];

function audit(command: string, bad: string[] = offline(BAD)): Row {
  return {
    pass: [0, command, ...offline(GOOD)],
    finding: [1, command, ...bad],
    usage: [2, command, 'example.com', '--no-such-option'],
    inconclusive: [3, command, 'example.com', '--selector', 's1', ...DEAD],
    internal: [4, command, ...offline(GOOD)],
    'closed pipe': [1, command, ...bad],
  };
}

function comparison(command: string, finding: number, inconclusive: number): Row {
  const base = ['--base', GOOD, '--offline'];
  return {
    pass: [0, command, '--zone', GOOD, ...base],
    finding: [finding, command, '--zone', BAD, ...base],
    usage: [2, command],
    inconclusive: [inconclusive, command, '--zone', GOOD, '-q', ...DEAD],
    internal: [4, command, '--zone', GOOD, ...base],
    'closed pipe': [finding, command, '--zone', BAD, ...base],
  };
}

/** What only reads and prints. */
function telling(usage: string[], ...args: string[]): Row {
  return {
    pass: [0, ...args],
    finding: 'it judges nothing',
    usage: [2, ...usage],
    inconclusive: 'it asks nobody',
    internal: [4, ...args],
    'closed pipe': [0, ...args],
  };
}

const TABLE: Record<string, Row> = {
  full: audit('full'),
  mx: audit('mx'),
  a: audit('a', [...offline(UNCONFIRMED), '--fail-on', 'warning']),
  spf: audit('spf'),
  dkim: audit('dkim'),
  dmarc: audit('dmarc'),
  gate: comparison('gate', 1, 3),
  // It tells the same and fails for nothing.
  diff: comparison('diff', 0, 0),
  verify: {
    pass: 'below: it needs name servers',
    finding: 'below: it needs name servers',
    usage: [2, 'verify'],
    inconclusive: [3, 'verify', '--zone', GOOD, ...DEAD],
    internal: [4, 'verify', '--zone', GOOD, ...DEAD],
    'closed pipe': [3, 'verify', '--zone', GOOD, ...DEAD],
  },
  explain: telling(['explain', 'spf/nothing'], 'explain', 'spf/syntax'),
  rules: telling(['rules', '--yaml'], 'rules', '--json'),
  'config print': telling(['config', 'show'], 'config', 'print'),
};

/** A stream that throws stands for any bug of ours: what is thrown and is no `UsageError` is one. */
async function broken(args: readonly string[]): Promise<number> {
  const output = (write: (text: string) => Promise<boolean>) => ({ isTTY: false, columns: 80, write });
  return run(args, {
    stdin: Readable.from([]),
    stdout: output(() => Promise.reject(new TypeError('a bug'))),
    stderr: output(async () => true),
    env: {},
    cwd: folder,
    interrupted: new AbortController().signal,
  });
}

async function ended(outcome: Outcome, args: readonly string[]): Promise<Ran> {
  if (outcome === 'internal') return { code: await broken(args), stdout: '', stderr: '' };
  const terminal: Terminal = outcome === 'closed pipe' ? { closesAfter: 0 } : {};
  return mailcheck(args, { ...terminal, cwd: folder });
}

describe('the contract of exit codes', () => {
  for (const [command, row] of Object.entries(TABLE)) {
    for (const [outcome, cell] of Object.entries(row) as [Outcome, Cell][]) {
      if (typeof cell === 'string') continue;
      const [code, ...args] = cell;
      it(`${command}, ${outcome}: ${code}`, async () => {
        const { code: told, stdout, stderr } = await ended(outcome, args);
        assert.equal(told, code, stdout + stderr);
      });
    }
  }

  it('verify, pass: 0; finding: 1', async () => {
    const records = '@ MX 10 mail\nmail A 192.0.2.1\n';
    const [current, stale] = [zone(2, records), zone(1, records.replace('10', '20'))];
    for (const [servers, code] of [
      [[current, current, current], 0],
      [[current, stale, current], 1],
    ] as const) {
      const world = await startWorld(servers);
      assert.equal((await verified(world, `${soa(2)}${SERVERS}${records}`)).code, code);
      await world.close();
    }
  });
});

/** Commands that wait for somebody; the others are over before anybody can interrupt them. */
const WAITING: string[][] = [
  ...['full', 'mx', 'a', 'spf', 'dkim', 'dmarc'].map((command) => [command, 'example.com']),
  ...['gate', 'diff', 'verify'].map((command) => [command, '--zone', GOOD]),
];

describe('a signal', { concurrency: 2 }, () => {
  for (const args of WAITING) {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      it(`${args[0]}, ${signal}: ${code}`, async () => {
        const socket = createSocket('udp4');
        await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
        const asked = new Promise<void>((resolve) => socket.once('message', () => resolve()));
        const server = `127.0.0.1:${socket.address().port}`;
        const bin = path.join(projectFolder(), 'bin', 'mailcheck.js');
        const child = spawn(process.execPath, [bin, ...args, '--server', server, '--timeout', '60'], {
          cwd: folder,
          stdio: 'ignore',
        });
        await asked;
        child.kill(signal);
        const ending = await new Promise((resolve) => child.once('close', resolve));
        socket.close();
        assert.equal(ending, code);
      });
    }
  }
});
