import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { verifyReport } from '../../src/report/schema/verify.ts';
import {
  type Answering,
  SERVERS,
  soa,
  startWorld,
  type Terminal,
  verified,
  zone,
} from '../gate/verify-world.ts';
import { SILENCE } from '../servers/name-server.ts';
import { mailcheck } from '../support/command.ts';

const RECORDS = `@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=spf1 ip4:192.0.2.1 ip4:198.51.100.0/24 ip4:203.0.113.0/24 include:_spf.vendor.example include:_spf.desk.example -all"
_dmarc TXT "v=DMARC1; p=reject"
averylongselector0123456789averylongselector._domainkey TXT "v=DKIM1; p=AAAA"
`;
const NEW = `${soa(2)}${SERVERS}${RECORDS}`;
const current = zone(2, RECORDS);
const stale = zone(1, RECORDS.replace('include:_spf.desk.example ', ''));

async function shown(servers: readonly Answering[], args: readonly string[], terminal: Terminal = {}) {
  const world = await startWorld(servers);
  try {
    return await verified(world, NEW, [...args, '--color', 'never'], terminal);
  } finally {
    await world.close();
  }
}

const rowOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.trimStart().startsWith(start)) ?? '';

describe('the command verify', { concurrency: true }, () => {
  for (const columns of [80, 120]) {
    it(`shows servers against record sets in ${columns} columns`, async () => {
      const { stdout, code } = await shown([current, stale, () => SILENCE], [], { columns, isTTY: true });
      assert.equal(code, 1);
      const longest = Math.max(...stdout.split('\n').map((line) => line.length));
      assert.ok(longest <= columns, stdout);
      assert.match(rowOf(stdout, 'example.com MX'), /= {3}= {3}\?$/);
      assert.match(rowOf(stdout, 'example.com TXT'), /= {3}X {3}\?$/);
      assert.match(stdout, / 2 {2}ns2\.example\.com {2}192\.0\.2\.102 {2}1 +AA +1 of 5 other records/);
      assert.match(stdout, / 3 {2}ns3\.example\.com {2}192\.0\.2\.103 {2}– +– +not asked: no answer/);
      assert.match(stdout, /served +ns2\.example\.com \(192\.0\.2\.102\): "v=spf1/);
      assert.match(stdout, /FAIL {2}other records at ns2\.example\.com; no word from ns3\.example\.com/);
    });
  }

  it('says the same a line a server and set', async () => {
    const { stdout } = await shown([current, stale, current], ['--format', 'text']);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 3 * 5 + 1);
    const [other] = lines.filter((line) => line.includes('\tdiffers\t'));
    assert.match(
      other!,
      /^example\.com\tns2\.example\.com\t192\.0\.2\.102\t1\texample\.com TXT\tdiffers\t"v=spf1 /,
    );
    assert.equal(lines.at(-1), 'outcome\tfail');
  });

  it('writes files beside what is shown, whole or not at all', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-verify-files-'));
    const file = (name: string): string => path.join(folder, name);
    const outputs = [
      '-o',
      `json=${file('a.json')}`,
      '-o',
      `text=${file('a.txt')}`,
      '-o',
      `table=${file('a.table')}`,
    ];
    const { stdout, code } = await shown([current, stale, current], outputs);
    assert.equal(code, 1);
    assert.match(stdout, /^FAIL {2}/m);
    const read = verifyReport.parse(JSON.parse(readFileSync(file('a.json'), 'utf8')));
    assert.equal(read.verification.outcome, 'fail');
    assert.match(readFileSync(file('a.txt'), 'utf8'), /\tdiffers\t/);
    assert.match(readFileSync(file('a.table'), 'utf8'), /^FAIL {2}/m);
    const zone = ['verify', '--zone', 'examples/example.com.zone'];
    for (const [output, words] of [
      [`json=${folder}/no/such/x.json`, /cannot write/],
      ['sarif=x', /FORMAT one of table, text, json\./],
    ] as const) {
      const refused = await mailcheck([...zone, '-o', `json=${file('never.json')}`, '-o', output]);
      assert.deepEqual([refused.code, refused.stdout], [2, '']);
      assert.match(refused.stderr, words);
    }
    assert.deepEqual(readdirSync(folder).toSorted(), ['a.json', 'a.table', 'a.txt']);
    rmSync(folder, { recursive: true });
  });

  it('waits until all agree, and asks those that did not', async () => {
    let isCurrent = false;
    const world = await startWorld([current, (query) => (isCurrent ? current : stale)(query), current]);
    const { code, stdout, stderr } = await verified(
      world,
      NEW,
      ['--wait', '30', '--interval', '1', '--color', 'never'],
      {
        columns: 100,
        isTTY: true,
        onProgress: () => {
          isCurrent = true;
        },
      },
    );
    await world.close();
    assert.equal(code, 0, stdout);
    assert.match(stderr, /\r\u001b\[K2 of 3 servers agree, \d+ s left/);
    assert.match(stdout, /PASS {2}all 3 addresses serve the proposed records/);
    const asked = world.servers.map(({ queries }) => queries.filter(({ type }) => type === 'MX').length);
    // A slow machine asks again.
    assert.ok(asked[1]! > asked[0]!, String(asked));
  });

  it('gives up when the time is over', async () => {
    const { code, stdout } = await shown([current, stale, current], ['--wait', '1', '--interval', '1']);
    assert.equal(code, 1);
    assert.match(stdout, /^2 looks, /m);
  });

  it('ends at once when it is interrupted, with what was seen', async () => {
    const interruption = new AbortController();
    let abortedAt = 0;
    const abort = (): void => {
      abortedAt = performance.now();
      interruption.abort();
    };
    const { code, stdout } = await shown([current, stale, current], ['--wait', '600', '--interval', '60'], {
      columns: 100,
      isTTY: true,
      interrupted: interruption.signal,
      onProgress: () => void setTimeout(abort, 50),
    });
    assert.equal(code, 130);
    assert.match(stdout, /other records at ns2\.example\.com/);
    assert.ok(performance.now() - abortedAt < 20_000);
  });

  it('asks no address that is not public, and says so', async () => {
    const world = await startWorld([current, current, current]);
    const { authorityAt: _none, ...plain } = world;
    const { code, stdout } = await verified(plain as typeof world, NEW, ['--color', 'never']);
    await world.close();
    assert.equal(code, 3);
    assert.match(stdout, /ns1\.example\.com .* not asked: its address is not public/);
    assert.deepEqual(
      world.servers.flatMap(({ queries }) => queries),
      [],
    );
  });

  it('nothing that servers say reaches the terminal as it is', async () => {
    const evil = zone(2, RECORDS.replace('-all', '\\027[2J\\010::error::x -all'));
    for (const format of ['table', 'text', 'json']) {
      const { stdout } = await shown([current, evil, current], ['--format', format]);
      assert.doesNotMatch(stdout, /\u001b|^::/m);
      assert.match(stdout, /error/);
    }
  });

  it('says what is lacking', async () => {
    for (const [args, words] of [
      [['verify'], /give these with --zone/],
      [['verify', '--zone', 'nowhere.zone'], /nowhere\.zone/],
      [
        ['verify', '--zone', 'examples/example.com.zone', 'example.net'],
        /hold nothing that mail of example\.net/,
      ],
      [['verify', '--zone', 'examples/example.com.zone', '--wait', 'long'], /Give seconds from 0 to 86400/],
      [['verify', '--zone', 'examples/example.com.zone', '--interval', '0'], /Give seconds from 1/],
    ] as const) {
      const { code, stdout, stderr } = await mailcheck([...args]);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, words);
    }
  });
});
