import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { type Accepted, type Envelope, openSpool } from '../../src/receive/index.ts';

const ENVELOPE: Envelope = {
  ip: '192.0.2.1',
  helo: 'mx.example.net',
  mailFrom: '',
  recipients: ['b@example.org'],
  tls: null,
  receivedAt: '2026-01-01T00:00:00.000Z',
};

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-spool-test-'));
  folders.push(folder);
  return folder;
}

async function acceptedIn(folder: string, text: string): Promise<Accepted> {
  const arriving = await (await openSpool(folder, true)).arrive();
  await arriving.write(Buffer.from(text));
  return arriving.accept(ENVELOPE);
}

/** What a start in the folder finds to be judged, and what it leaves lying there. */
async function started(folder: string): Promise<{ left: string[]; files: string[] }> {
  const left = await (await openSpool(folder, true)).left();
  return { left: left.map(({ name }) => name), files: readdirSync(folder).sort() };
}

describe('the spool, after a kill at each step', () => {
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('forgets what was on its way in', async () => {
    const folder = newFolder();
    const arriving = await (await openSpool(folder, true)).arrive();
    await arriving.write(Buffer.from('half'));
    assert.deepEqual(await started(folder), { left: [], files: [] });
    await arriving.discard();
  });

  it('forgets what was whole and not accepted yet', async () => {
    const folder = newFolder();
    const { name } = await acceptedIn(folder, 'x');
    // As it was before the rename that accepts.
    writeFileSync(path.join(folder, `${name}.eml.part`), 'x');
    rmSync(path.join(folder, `${name}.eml`));
    assert.deepEqual(await started(folder), { left: [], files: [] });
  });

  it('judges what was accepted, with the session that brought it', async () => {
    const folder = newFolder();
    const { name } = await acceptedIn(folder, 'Subject: x\r\n');
    writeFileSync(path.join(folder, `${name}.json.part`), '{"half":');
    const [found] = await (await openSpool(folder, true)).left();
    assert.equal(found!.name, name);
    assert.equal(found!.size, 12);
    assert.deepEqual(found!.envelope, ENVELOPE);
    assert.equal(String(await buffer(found!.open())), 'Subject: x\r\n');
    assert.deepEqual(readdirSync(folder).sort(), [`${name}.eml`, `${name}.session.json`]);
  });

  it('does not judge twice', async () => {
    const folder = newFolder();
    const message = await acceptedIn(folder, 'x');
    await (await openSpool(folder, true)).judged(message, '{}\n');
    const files = [`${message.name}.eml`, `${message.name}.json`, `${message.name}.session.json`];
    assert.deepEqual(await started(folder), { left: [], files });
    assert.equal(readFileSync(path.join(folder, files[1]!), 'utf8'), '{}\n');
  });

  it('judges the oldest first', async () => {
    const folder = newFolder();
    const names = [];
    for (let index = 0; index < 5; index++) {
      names.push((await acceptedIn(folder, 'x')).name);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual((await started(folder)).left, names);
  });

  it('leaves files alone that are not its own', async () => {
    const folder = newFolder();
    const others = ['a.eml', 'a.eml.part', 'b.json', 'notes.session.json', 'report.part'];
    for (const file of others) writeFileSync(path.join(folder, file), 'x');
    assert.deepEqual(await started(folder), { left: [], files: others });
  });

  it('is for its owner only', async () => {
    const folder = newFolder();
    const message = await acceptedIn(folder, 'x');
    await (await openSpool(folder, true)).judged(message, '{}\n');
    for (const file of readdirSync(folder)) assert.equal(statSync(path.join(folder, file)).mode & 0o077, 0);
  });
});
