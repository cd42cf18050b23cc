import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { projectFolder } from './project.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-runner-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a test file as `npm test` runs those of this project. */
function runFile(text: string): { status: number | null; stdout: string } {
  const file = path.join(folder, 'one.test.mjs');
  writeFileSync(file, `import { after, before, describe, it } from 'node:test';\n${text}`);
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const args = ['--import', path.join(projectFolder(), 'build/test/support/seed.js'), '--test'];
  return spawnSync(process.execPath, [...args, '--test-reporter=tap', file], { env, encoding: 'utf8' });
}

describe('the runner, which follows no promise', () => {
  it('knows suites, what is declared within them, and the order of both', () => {
    const { status, stdout } = runFile(`
      const log = [];
      describe('outer', () => {
        before(async () => { await 1; log.push('before'); });
        after(() => log.push('after'));
        it('one', () => log.push('one'));
        describe('inner', () => it('two', () => log.push('two')));
      });
      describe('at once', { concurrency: true }, () => {
        it('slow', async () => { await new Promise((resolve) => setTimeout(resolve, 20)); log.push('slow'); });
        it('quick', () => log.push('quick'));
      });
      it('within', async (t) => { await t.test('sub', () => console.log(log.join(' '))); });
    `);
    assert.match(stdout, /before one two after quick slow/);
    assert.match(stdout, /^# tests 6$/m);
    assert.match(stdout, /^# suites 3$/m);
    assert.equal(status, 0);
  });

  for (const [what, text] of [
    ['a test that fails', "describe('a', () => it('b', async () => { await 1; throw new Error('no'); }));"],
    [
      'an error of nobody’s',
      "it('a', async () => { setTimeout(() => { throw new Error('no'); }); await new Promise((resolve) => setTimeout(resolve, 50)); });",
    ],
    [
      'a rejection that nobody hears',
      "it('a', async () => { Promise.reject(new Error('no')); await new Promise((resolve) => setTimeout(resolve, 50)); });",
    ],
  ] as const)
    it(`${what} fails the run`, () => assert.equal(runFile(text).status, 1));
});
