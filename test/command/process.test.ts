import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '../support/project.ts';
import { skipUnless } from '../support/shared.ts';

/** The built command as a process of its own: what only a process shows. */

const root = projectFolder();
const bin = path.join(root, 'bin', 'mailcheck.js');
const shop = ['full', 'shop.example', '--zone', 'examples/shop.example.zone', '--offline'];

function run(command: string, args: readonly string[], cwd = root) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, COLUMNS: '' } });
}

describe('the built command', () => {
  it('runs by npx, from a sub-folder too', () => {
    const { stdout, status, stderr } = run(
      'npx',
      ['--offline', 'mailcheck', '--version'],
      path.join(root, 'src', 'dns'),
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('loads what reads logos and their certificates', () => {
    const zone = ['--zone', 'test/golden/zones/bimi-weak.zone', '--offline'];
    const replay = ['--replay', 'test/golden/policies/logo-faults.json'];
    const { stdout, status, stderr } = run(process.execPath, [
      bin,
      'bimi',
      'example.com',
      ...zone,
      ...replay,
    ]);
    assert.equal(status, 1, stderr);
    assert.match(stdout, /logo of 1 KiB with 8 faults, VMC that receivers do not accept/);
  });

  const mayUnshare = run('unshare', ['-rn', 'true']).status === 0;
  const offline = skipUnless(mayUnshare, 'unshare cannot take the network away here');

  it('without network says so, and calls nothing missing', { skip: offline }, () => {
    const { stdout, status, stderr } = run('unshare', [
      '-rn',
      process.execPath,
      bin,
      'full',
      'example.com',
      '--server',
      '192.0.2.53',
    ]);
    assert.equal(status, 3, stderr);
    assert.match(stdout, /192\.0\.2\.53: the network cannot be reached/);
    assert.equal(stdout.match(/cannot be reached/g)?.length, 1, 'the cause once');
    assert.doesNotMatch(stdout, /no record|no policy|no TXT|ERROR|\bnone\b/);
  });

  it('needs no network for a zone file', { skip: offline }, () => {
    const { status, stdout } = run('unshare', ['-rn', process.execPath, bin, ...shop]);
    assert.equal(status, 1);
    assert.match(stdout, /spf\/lookup-limit/);
  });

  it('gives a pipe every byte', () => {
    const { stdout, status } = run('sh', [
      '-c',
      `"${process.execPath}" "${bin}" ${shop.join(' ')} --json | cat`,
    ]);
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).results[0].verdict, 'fail');
  });

  it('ends quietly, with the verdict’s code, when its reader goes away', () => {
    const line = `{ "${process.execPath}" "${bin}" ${shop.join(' ')} --json; echo "code $?" >&2; } | head -c 1`;
    const { stderr } = run('sh', ['-c', line]);
    assert.equal(stderr, 'code 1\n');
  });

  it('says when its output could not be written', () => {
    const { stderr, status } = run('sh', [
      '-c',
      `"${process.execPath}" "${bin}" ${shop.join(' ')} > /dev/full`,
    ]);
    assert.equal(status, 2);
    assert.equal(stderr, 'mailcheck: the output could not be written: the disk is full\n');
  });

  const utf16 = Buffer.from('\ufeffexample.com\r\nexample.net\r\n', 'utf16le');
  const unreadable = { 'UTF-16': utf16, 'NUL octets': Buffer.from('\0\0example.com\n') };
  for (const [kind, octets] of Object.entries(unreadable))
    it(`refuses a list of ${kind} in a line, from a file and from a pipe that stays open`, async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-process-'));
      const list = path.join(folder, 'u.list');
      writeFileSync(list, octets);
      const ofFile = run(process.execPath, [bin, 'full', `@${list}`]);
      assert.equal(ofFile.stderr, `mailcheck: @${list} is no UTF-8 text; save the list as UTF-8\n`);
      assert.equal(ofFile.status, 2);
      rmSync(folder, { recursive: true });
      const child = spawn(process.execPath, [bin, 'full', '-'], { cwd: root, timeout: 20_000 });
      child.stdin.on('error', () => {}).write(octets);
      const [ended] = await once(child, 'close');
      assert.equal(ended, 2);
    });

  it('leaves a device in its place', () => {
    const { status } = run(process.execPath, [bin, ...shop, '-o', 'json=/dev/null']);
    assert.equal(status, 1);
    assert.ok(!statSync('/dev/null').isFile());
  });

  it('ends at its deadline when nobody answers', async () => {
    const blackHole = await silentServer();
    const begin = performance.now();
    const args = [bin, 'full', 'example.com', '--server', blackHole.address, '--json', '--timeout', '0.5'];
    const child = spawn(process.execPath, args, { cwd: root });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    const ended = await new Promise<number | null>((resolve) => child.once('close', resolve));
    blackHole.close();
    assert.equal(ended, 3);
    assert.ok(performance.now() - begin < 4000, 'open lookups keep it alive');
    const [result] = JSON.parse(stdout).results;
    assert.deepEqual(result.findings, []);
    assert.match(result.inconclusive[0].detail, /before the 0\.5 s for this domain were over/);
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`on ${signal} writes what it has, whole, and exits ${code}`, async () => {
      const blackHole = await silentServer();
      const sarif = path.join(mkdtempSync(path.join(os.tmpdir(), 'mailcheck-process-')), 'sarif');
      const asked = ['--server', blackHole.address, '--timeout', '30'];
      const args = [bin, 'mx', 'example.com', ...asked, '--json', '-o', `sarif=${sarif}`];
      const child = spawn(process.execPath, args, { cwd: root });
      let stdout = '';
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      await blackHole.asked;
      child.kill(signal);
      const ended = await new Promise<number | null>((resolve) => child.once('close', resolve));
      blackHole.close();
      assert.equal(ended, code);
      assert.equal(JSON.parse(stdout).summary.outcome, 'interrupted');
      assert.equal(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].invocations[0].exitCode, code);
      rmSync(path.dirname(sarif), { recursive: true });
    });
  }
});

describe('what cannot be interrupted', () => {
  it('is left by the signal itself, after a while', { skip: process.platform === 'win32' }, async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-process-'));
    const fifo = path.join(folder, 'key');
    execFileSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, [
      bin,
      'dane',
      'example.com',
      '--next-key',
      `mx.example.com=${fifo}`,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGTERM');
    const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
    rmSync(folder, { recursive: true });
    assert.equal(signal, 'SIGTERM');
  });
});

/** A socket that takes questions and never answers. */
async function silentServer(): Promise<{ address: string; asked: Promise<void>; close: () => void }> {
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const asked = new Promise<void>((resolve) => socket.once('message', () => resolve()));
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}
