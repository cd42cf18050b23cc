import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { OPENSSL } from '../servers/certificates.ts';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';
import { skipUnless } from '../support/shared.ts';

const PAGE = projectText('docs/dane.md');
const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-dane-page-'));
after(() => rmSync(folder, { recursive: true }));

const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

/** What differs from run to run: times, and the new key. */
const steady = (text: string): string =>
  text.replace(/\d+\.\d s ·/g, '0.0 s ·').replace(/\b3 1 1 (?!0{8})[0-9a-f]{18,64}/g, '3 1 1 NEW');

describe('docs/dane.md', { skip: skipUnless(existsSync(OPENSSL), 'openssl is not installed') }, () => {
  it('shows what its commands print, from the next key to its use', () => {
    writeFileSync(path.join(folder, 'example.com.zone'), blocksOf('zone')[0]!);
    mkdirSync(path.join(folder, 'bin'));
    symlinkSync(path.join(projectFolder(), 'bin/mailcheck.js'), path.join(folder, 'bin/mailcheck'));
    const env = { PATH: `${folder}/bin:${process.env['PATH']}`, COLUMNS: '100', NO_COLOR: '1' };
    const statuses = blocksOf('console').map((block) => {
      const [, command, output] = /^\$ ([^\n]*)\n(.*)$/s.exec(block)!;
      const bash = ['--noprofile', '--norc', '-c', command!];
      const { status, stdout, stderr } = spawnSync('bash', bash, { cwd: folder, encoding: 'utf8', env });
      assert.equal(steady(stdout + stderr), steady(output!), command);
      return status;
    });
    assert.deepEqual(statuses, [0, 1, 0, 0]);
  });

  it('names options and rules that there are', async () => {
    for (const [, command, rest] of PAGE.matchAll(/^(?:\$ )?mailcheck (\w+)(.*)$/gm)) {
      const { stdout } = await mailcheck([command!, '--help']);
      for (const [option] of rest!.split(' && ')[0]!.matchAll(/--[a-z][a-z-]*/g))
        assert.ok(stdout.includes(`${option} `) || stdout.includes(`${option}\n`), `${command} ${option}`);
    }
    const { stdout } = await mailcheck(['rules']);
    for (const [, rule] of PAGE.matchAll(/`(dane\/[a-z0-9-]+)`/g))
      assert.ok(stdout.includes(`${rule} `), rule);
  });
});
