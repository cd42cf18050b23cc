import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { currentReadme, optionsPage, profilePage, rulePages } from '../src/command/documentation.ts';
import { COMMAND_NAMES } from '../src/command/program.ts';
import { PROFILES } from '../src/profiles/index.ts';
import { allRules } from '../src/rules/index.ts';
import { mailcheck } from './support/command.ts';
import { projectFolder, projectText } from './support/project.ts';
import { readmeExample } from './support/readme.ts';

const STALE = 'stale: run “npm run docs”';

describe('documentation', () => {
  it('has the rule pages that the rules make', async () => {
    const pages = await rulePages();
    assert.deepEqual(
      readdirSync(path.join(projectFolder(), 'docs/rules')).sort(),
      Object.keys(pages).sort(),
      STALE,
    );
    for (const [file, text] of Object.entries(pages))
      assert.equal(projectText('docs/rules', file), text, STALE);
  });

  it('has the pages of profiles and options that the code makes', () => {
    assert.equal(projectText('docs/profiles.md'), profilePage(), STALE);
    assert.equal(projectText('docs/options.md'), optionsPage(), STALE);
  });

  it('has a README whose example is current', async () => {
    const readme = projectText('README.md');
    assert.equal(readme, currentReadme(readme, await readmeExample()), STALE);
    assert.ok(readme.split('\n').length <= 131, 'the README grows');
  });

  it('has a README whose commands run', () => {
    const commands = projectText('README.md').matchAll(/^(?:npm ci && )?(npx mailcheck .*)$/gm);
    for (const [, command] of commands) {
      // npx finds this checkout's own command; the launcher is what it runs.
      const [line] = command!
        .replace(/^npx mailcheck/, `node ${path.join(projectFolder(), 'bin/mailcheck.js')}`)
        .split(' | ');
      const [program, ...args] = line!.split(' ');
      const run = (): string =>
        execFileSync(program!, args, { cwd: projectFolder(), encoding: 'utf8', stdio: 'pipe' });
      try {
        run();
      } catch (error) {
        assert.equal(
          (error as { status: number }).status,
          1,
          `${command}: ${(error as { stderr: string }).stderr}`,
        );
      }
    }
  });

  it('names every command in the README, and every option of the help in its page', async () => {
    const [readme, page] = [projectText('README.md'), projectText('docs/options.md')];
    for (const command of COMMAND_NAMES) assert.match(readme, new RegExp(`\\b${command}\\b`));
    const { stdout } = await mailcheck(['full', '--help']);
    for (const [option] of stdout.matchAll(/--[a-z-]+/g))
      if (option !== '--help') assert.ok(page.includes(option), option);
  });

  it('explains every rule', async () => {
    for (const { id, title, why } of await allRules()) {
      const { code, stdout } = await mailcheck(['explain', id], { columns: 80, isTTY: true });
      assert.equal(code, 0);
      const flat = stdout.replace(/\s+/g, ' ');
      assert.ok(flat.includes(title) && flat.includes(why.replace(/\s+/g, ' ')), stdout);
    }
  });

  it('explains every profile', async () => {
    for (const { id, source, requirements } of PROFILES) {
      const { code, stdout } = await mailcheck(['explain', id], { columns: 80, isTTY: true });
      assert.equal(code, 0);
      const flat = stdout.replace(/\s+/g, ' ');
      for (const text of [source.url, source.asOf, ...requirements.map((one) => one.text)])
        assert.ok(flat.includes(text), `${text} in ${stdout}`);
    }
  });

  it('suggests a rule for a slip', async () => {
    const { code, stderr } = await mailcheck(['explain', 'spf/lookup-limits']);
    assert.equal(code, 2);
    assert.match(stderr, /did you mean spf\/lookup-limit\?/);
  });
});
