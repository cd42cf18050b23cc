import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { report } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';
import { OPTIONAL } from '../support/optional.ts';
import { projectText } from '../support/project.ts';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-diff-'));
after(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(path.join(cwd, name), text);
const run = (...args: string[]) => mailcheck(args, { cwd });

async function save(file: string, zone: string, ...domains: string[]): Promise<void> {
  write('a.zone', zone);
  write(file, (await run('full', ...domains, '--zone', 'a.zone', '--offline', '--json')).stdout);
}

describe('diff of two saved reports', () => {
  before(async () => {
    const healthy = projectText('examples/example.com.zone');
    await save('old.json', healthy, 'example.com', 'www.example.com');
    await save('new.json', healthy.replace('ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 '), 'example.com');
  });

  it('tells what is new, what it means, and fails for nothing', async () => {
    const { code, stdout, stderr } = await run('diff', 'old.json', 'new.json', '--color', 'never');
    assert.equal(code, 0);
    assert.match(stdout, /meaning {2}SPF: a record → an error/);
    assert.match(stdout, /ERROR {4}new · spf\/syntax/);
    assert.doesNotMatch(stdout, /changes /, 'reports do not tell which records are others');
    assert.equal(stderr, 'mailcheck: www.example.com is only in old.json: not compared\n');
  });

  it('tells what was put right', async () => {
    const { stdout } = await run('diff', 'new.json', 'old.json', '--json');
    const { results } = report.parse(JSON.parse(stdout));
    const { change, findings } = results[0]!;
    const others = findings.filter(({ rule }) => !OPTIONAL.includes(rule));
    assert.deepEqual([others.length, change?.records], [0, null]);
    assert.deepEqual(
      change?.fixed.map(({ rule }) => rule),
      ['spf/syntax'],
    );
  });

  it('leaves out and accepts what an audit would', async () => {
    const rules = async (...args: string[]) => {
      const { code, stdout, stderr } = await run('diff', 'old.json', 'new.json', '-q', '--json', ...args);
      if (code !== 0) return stderr;
      return report
        .parse(JSON.parse(stdout))
        .results[0]!.findings.filter(({ rule }) => !OPTIONAL.includes(rule))
        .map(({ rule, suppression }) => `${rule} ${suppression?.kind}`);
    };
    assert.deepEqual(await rules(), ['spf/syntax undefined']);
    assert.deepEqual(await rules('--ignore', 'spf/syntax'), []);
    assert.deepEqual(await rules('--baseline', 'new.json'), ['spf/syntax baseline']);
    write('accept.yaml', 'ignore:\n  - { rule: spf/syntax, reason: the move of OPS-7 }\n');
    assert.deepEqual(await rules('--config', 'accept.yaml'), ['spf/syntax config']);
    assert.match(String(await rules('--ignore', 'spf/nothing')), /no such rule/);
    assert.match(String(await rules('--baseline', 'gone.json')), /cannot read gone\.json: /);
  });

  it('says which file is no report, or of another version', async () => {
    write('other.json', '{}');
    const [result] = JSON.parse((await run('diff', 'old.json', 'new.json', '--json')).stdout).results;
    write('later.json', JSON.stringify({ schemaVersion: '1.7', results: [result] }));
    for (const [file, words] of [
      ['other.json', /other\.json is no report of mailcheck/],
      ['later.json', /later\.json is of another version/],
      ['gone.json', /cannot read gone\.json: there is no such file/],
    ] as const) {
      const { code, stdout, stderr } = await run('diff', 'old.json', file);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, words);
    }
    await save('www.json', projectText('examples/example.com.zone'), 'www.example.com');
    assert.match((await run('diff', 'new.json', 'www.json')).stderr, /have no domain in common/);
  });
});
