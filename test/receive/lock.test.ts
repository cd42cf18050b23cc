import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { lockFolder } from '../../src/receive/index.ts';
import { mailcheck } from '../support/command.ts';
import { skipUnless } from '../support/shared.ts';
import { type Child, startChild } from './child.ts';

const ROUNDS = 20;

const root = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-lock-test-'));
after(() => rmSync(root, { recursive: true, force: true }));
function newFolder(name = 'mail'): string {
  const folder = path.join(mkdtempSync(path.join(root, '-')), name);
  mkdirSync(folder);
  return folder;
}

const zone = path.join(root, 'example.zone');
writeFileSync(zone, '$ORIGIN example.com.\n$TTL 300\n@ TXT "v=spf1 -all"\n');
const argsFor = (save: string): string[] => [
  ...['--listen', '127.0.0.1:0', '--zone', zone, '--offline', '--save', save],
];

const started = (save: string, prefix: string[] = []): Promise<Child> =>
  startChild(argsFor(save), { prefix });

async function assertRefused(save: string): Promise<void> {
  const { code, stderr } = await mailcheck(['receive', ...argsFor(save)]);
  assert.equal(code, 2);
  assert.equal(stderr, `mailcheck: --save ${save}: another process receives there already\n`);
}

describe('the lock of a folder', () => {
  it('is won by one of several that start at once', async () => {
    const folder = newFolder();
    for (let round = 0; round < ROUNDS; round++) {
      const locks = await Promise.all(Array.from({ length: 8 }, () => lockFolder(folder)));
      const won = locks.filter((lock) => lock !== undefined);
      assert.equal(won.length, 1);
      assert.equal(readdirSync(folder).length, 1);
      await won[0]!.release();
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('stays with its holder, also where a clock was set back since', async () => {
    const folder = newFolder();
    const holder = createServer().listen(path.join(folder, '99991231T000000000Z-00000000.lock'));
    await once(holder, 'listening');
    assert.equal(await lockFolder(folder), undefined);
    holder.close();
    const lock = await lockFolder(folder);
    await lock!.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not held by a file, whatever stands in it', async () => {
    const folder = newFolder();
    const file = path.join(folder, '20260101T000000000Z-00000000.lock');
    for (const text of [`${process.ppid}\n`, '']) {
      writeFileSync(file, text);
      const lock = await lockFolder(folder);
      assert.ok(lock, text);
      assert.equal(readdirSync(folder).length, 1, 'the file is gone');
      await lock.release();
    }
  });

  it('leaves other files of that ending alone', async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'package.lock'), '');
    const lock = await lockFolder(folder);
    await lock!.release();
    assert.deepEqual(readdirSync(folder), ['package.lock']);
  });

  it('holds where the path is longer than a socket’s may be', async () => {
    const folder = newFolder('x'.repeat(200));
    const before = readdirSync(os.tmpdir()).filter((name) => /^mailcheck-[0-9a-f]{8}$/.test(name));
    const lock = await lockFolder(folder);
    assert.ok(lock);
    assert.equal(await lockFolder(folder), undefined);
    await lock.release();
    assert.deepEqual(readdirSync(folder), []);
    const behind = readdirSync(os.tmpdir()).filter((name) => /^mailcheck-[0-9a-f]{8}$/.test(name));
    assert.deepEqual(behind, before);
  });
});

/** With this as the folder of temporary files. */
async function withTemporary<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = folder;
  try {
    return await work();
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
}

describe('the lock of a folder with a long path', () => {
  for (const octets of [20, 60, 200])
    it(`holds with a folder of temporary files ${octets} octets below, and leaves nothing there`, async () => {
      const [folder, temporary] = [newFolder('x'.repeat(200)), newFolder('t'.repeat(octets))];
      await withTemporary(temporary, async () => {
        const lock = await lockFolder(folder);
        assert.ok(lock);
        assert.equal(await lockFolder(folder), undefined);
        await lock.release();
      });
      assert.deepEqual(readdirSync(folder), []);
      assert.deepEqual(readdirSync(temporary), []);
    });

  it('names the folder of temporary files that is not there', async () => {
    const save = newFolder('x'.repeat(200));
    const { code, stderr } = await withTemporary('/no-such-folder', () =>
      mailcheck(['receive', ...argsFor(save)]),
    );
    assert.equal(code, 2);
    assert.equal(
      stderr,
      'mailcheck: cannot write a temporary link in /no-such-folder: there is no such folder\n',
    );
  });
});

/** As a user who owns the folder and is not the one who runs the tests, where these run as root. */
async function asOwner<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid!() !== 0) return work();
  chownSync(folder, OTHER, OTHER);
  for (const above of [root, path.dirname(folder)]) chmodSync(above, 0o755);
  process.seteuid!(OTHER);
  try {
    return await work();
  } finally {
    process.seteuid!(0);
  }
}
const OTHER = 65534;

describe('the lock of another user', () => {
  it('answers everybody who asks whether it is in use', async () => {
    const folder = newFolder();
    const lock = await lockFolder(folder);
    const [name] = readdirSync(folder);
    assert.equal(statSync(path.join(folder, name!)).mode & 0o777, 0o666);
    assert.equal(await asOwner(folder, () => lockFolder(folder)), undefined);
    await lock!.release();
  });

  it('that answers nobody is named', async () => {
    const folder = newFolder();
    const place = path.join(folder, '20260101T000000000Z-00000000.lock');
    const holder = createServer().listen(place);
    await once(holder, 'listening');
    chmodSync(place, 0);
    const { code, stderr } = await asOwner(folder, () => mailcheck(['receive', ...argsFor(folder)]));
    holder.close();
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `mailcheck: cannot write --save ${folder}: ${place} belongs to another user; remove it if no mailcheck runs\n`,
    );
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe('receive --save in one folder', () => {
  it('is one process’s, of two that start at once too', { timeout: 60_000 }, async () => {
    const save = newFolder();
    for (let round = 0; round < ROUNDS; round++) {
      const starts = await Promise.allSettled([started(save), started(save)]);
      const children = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
      for (const child of children) child.kill('SIGTERM');
      for (const child of children) await child.ended;
      assert.equal(children.length, 1, `round ${round}`);
      const refusal = starts.find((start) => start.status === 'rejected');
      assert.match(String(refusal!.reason), /ended with 2: mailcheck: --save .*another process/);
    }
    assert.deepEqual(readdirSync(save), []);
  });

  it('is free at once when its process was killed', async () => {
    const save = newFolder();
    for (let round = 0; round < 3; round++) {
      const child = await started(save);
      await assertRefused(save);
      child.kill('SIGKILL');
      await child.ended;
      assert.equal(readdirSync(save).length, 1, 'the lock that was left does not stay');
    }
    const child = await started(save);
    child.kill('SIGTERM');
    await child.ended;
    assert.deepEqual(readdirSync(save), []);
  });

  it('is held by a process that sleeps', async () => {
    const save = newFolder();
    const child = await started(save);
    child.kill('SIGSTOP');
    await assertRefused(save);
    child.kill('SIGKILL');
    await child.ended;
  });

  const container = ['unshare', '-rnpf', '--kill-child', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh'];
  const mayContain = spawnSync(container[0]!, [...container.slice(1), 'true']).status === 0;
  const without = skipUnless(mayContain, 'unshare cannot make namespaces here');

  it('is one container’s of several that share it', { skip: without }, async () => {
    const save = newFolder();
    const child = await started(save, container);
    await assert.rejects(started(save, container), /another process receives there already/);
    await assertRefused(save);
    child.kill('SIGKILL');
    await child.ended;
  });
});
