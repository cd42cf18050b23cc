import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { mailcheck } from '../support/command.ts';

const HEAD = `$ORIGIN example.com.
$TTL 60
@ SOA ns.example.com. hostmaster.example.com. 1 3600 600 86400 60
@ NS ns
ns A 127.0.0.1
@ TXT "v=spf1 -all"
`;

describe('keys that a real name server serves', { skip: skipWithout(NSD) }, () => {
  let cwd: string;
  let server: RunningServer;
  before(async () => {
    cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-served-keys-'));
    const keygen = (...args: string[]) => mailcheck(['keygen', 'example.com', ...args], { cwd });
    const records = await Promise.all([
      keygen('--selector', 'rsa', '--bits', '4096', '-v'),
      keygen('--selector', 'ed', '--type', 'ed25519'),
    ]);
    await keygen('--selector', 'unpublished');
    const file = path.join(cwd, 'example.com.zone');
    writeFileSync(file, `${HEAD}${records.map(({ stdout }) => stdout).join('')}`);
    const broken = { origin: 'broken.example', file: path.join(cwd, 'none.zone') };
    server = await startNsd([{ origin: 'example.com', file }, broken]);
  });
  after(async () => {
    await server?.stop();
    rmSync(cwd, { recursive: true });
  });

  async function paired(selector: string, key: string, domain = 'example.com') {
    const asked = ['--server', server.label, '--selectors', 'none', '--selector', selector];
    const args = [...asked, '--private-key', `${key}.example.com.private.pem`, '--json'];
    const { code, stdout } = await mailcheck(['dkim', domain, ...args], { cwd });
    return [code, JSON.parse(stdout).results[0].sections.dkim.facts.privateKey];
  }

  it('belong to the files that were made with them, of 4096 bits too', async () => {
    assert.deepEqual(await paired('rsa', 'rsa'), [0, 'matches']);
    assert.deepEqual(await paired('ed', 'ed'), [0, 'matches']);
  });

  it('do not belong to others', async () => {
    assert.deepEqual(await paired('rsa', 'unpublished'), [1, 'differs']);
    assert.deepEqual(await paired('rsa', 'ed'), [1, 'differs']);
    assert.deepEqual(await paired('unpublished', 'unpublished'), [1, 'absent']);
  });

  it('are not known where the server fails', async () => {
    assert.deepEqual(await paired('rsa', 'rsa', 'broken.example'), [3, 'unknown']);
  });
});
