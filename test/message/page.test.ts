import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectFolder, projectText } from '../support/project.ts';

const PAGE = projectText('docs/dkim.md');
const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-dkim-page-'));
after(() => rmSync(folder, { recursive: true }));

const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text!);

/** What differs from run to run: times. */
const steady = (text: string): string =>
  text.replace(/\d+\.\d s ·/g, '0.0 s ·').replace(/\bt=\d+/g, 't=1795608000');

function run(command: string): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}/bin:${process.env['PATH']}`, COLUMNS: '100', NO_COLOR: '1' },
  });
  return { status, text: steady(stdout + stderr) };
}

describe('docs/dkim.md', () => {
  it('shows what its commands print, from the first key to its end', () => {
    const [zone] = blocksOf('zone');
    const [letter] = blocksOf('eml');
    writeFileSync(path.join(folder, 'example.com.zone'), zone!);
    writeFileSync(path.join(folder, 'letter.eml'), letter!);
    spawnSync('mkdir', [path.join(folder, 'bin')]);
    symlinkSync(path.join(projectFolder(), 'bin/mailcheck.js'), path.join(folder, 'bin/mailcheck'));
    const commands = blocksOf('console').flatMap((block) => block.split(/^\$ /m).slice(1));
    const statuses = commands.map((one, index) => {
      const [, command, output] = /^([^\n]*)\n(.*)$/s.exec(one)!;
      const { status, text } = run(command!);
      if (index === commands.length - 1) assert.match(text, /the published key is revoked/);
      else assert.equal(text, output, command);
      return status;
    });
    assert.deepEqual(statuses, [...Array<number>(commands.length - 1).fill(0), 1]);
  });

  it('names options and rules that there are', async () => {
    const lines = PAGE.match(/^(?:\$ )?mailcheck \w+.*$/gm)!;
    assert.ok(lines.length >= 7);
    for (const line of lines) {
      const [, command, rest] = /mailcheck (\w+)(.*)/.exec(line)!;
      const { stdout } = await mailcheck([command!, '--help']);
      for (const [option] of rest!.matchAll(/(?<= )--?[a-z][a-z-]*/g))
        assert.ok(
          new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(stdout) || option === '-c',
          `${option}: ${line}`,
        );
    }
    const { stdout } = await mailcheck(['rules']);
    for (const [, rule] of PAGE.matchAll(/`(dkim\/[a-z0-9-]+)`/g))
      assert.ok(stdout.includes(`${rule} `), rule);
  });
});
