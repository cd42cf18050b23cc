import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { OPTIONAL } from '../support/optional.ts';
import { projectText } from '../support/project.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-gate-'));
after(() => rmSync(folder, { recursive: true }));

const PUBLISHED = 'examples/example.com.zone';
const TEXT = projectText(PUBLISHED);

/** The published zone with one edit, as a file. */
function proposed(name: string, from: string | RegExp, to: string): string {
  const file = path.join(folder, `${name}.zone`);
  const text = TEXT.replace(from, to);
  assert.notEqual(text, TEXT);
  writeFileSync(file, text);
  return file;
}

const BETTER = proposed(
  'better',
  'mx ip4:192.0.2.26',
  'ip4:192.0.2.25 ip4:198.51.100.25 ip4:192.0.2.26 ip6:2001:db8:25::2 ip6:2001:db8:25::1',
);
const WORSE = proposed('worse', 'ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 ');
const NO_MX = proposed('no-mx', /^@ +MX .*\n/gm, '');

const gate = (args: string[], command = 'gate') =>
  mailcheck([command, '--base', PUBLISHED, '--offline', '--color', 'never', ...args], { columns: 100 });

describe('gate', () => {
  it('fails for what the change makes worse, and names it', async () => {
    const { code, stdout } = await gate(['--zone', WORSE]);
    assert.equal(code, 1);
    assert.match(stdout, /changes {2}example\.com TXT/);
    assert.match(stdout, /ERROR {4}new · spf\/syntax · example\.com TXT/);
    assert.match(stdout, /FAIL {2}1 error/);
  });

  it('judges a deleted MX by what the domain is now', async () => {
    const { code, stdout } = await gate(['--zone', NO_MX]);
    assert.equal(code, 1);
    assert.match(stdout, /meaning {2}MX: mail servers → /);
    assert.match(stdout, /new · mx\/missing/);
  });

  it('passes a harmless change, and says what it means', async () => {
    const { code, stdout } = await gate(['--zone', BETTER]);
    assert.equal(code, 0);
    assert.match(stdout, /SPF: 2 → 1 of 10 lookups/);
    assert.match(stdout, /PASS {2}this change makes nothing worse/);
  });

  it('does not fail for what is there already', async () => {
    const { code, stdout } = await mailcheck(['gate', '--base', WORSE, '--zone', WORSE, '--offline']);
    assert.equal(code, 0);
    assert.match(stdout, /not caused by this change: 1 error \(spf\/syntax\)/);
  });

  it('takes the domains from the records, and those that are named', async () => {
    const names = async (args: string[]) =>
      JSON.parse((await gate(['--zone', BETTER, '--json', ...args])).stdout).results.map(
        ({ domain }: { domain: string }) => domain,
      );
    assert.ok((await names([])).includes('example.com'));
    assert.deepEqual(await names(['example.com']), ['example.com']);
  });

  it('diff tells the same and fails for nothing', async () => {
    const { code, stdout } = await gate(['--zone', WORSE], 'diff');
    assert.equal(code, 0);
    assert.match(stdout, /new · spf\/syntax/);
  });

  it('says what is lacking', async () => {
    for (const [args, words] of [
      [['gate'], /give the proposed records with --zone/],
      [['gate', '--zone', WORSE, '--offline'], /give what is published with --base/],
      [['diff', '--zone', WORSE, '--base', 'live', '--base', PUBLISHED], /“live” or records, not both/],
      [['gate', '--zone', WORSE, '--base', 'nowhere.zone'], /nowhere\.zone/],
      [['gate', '--zone', WORSE, '--what-if', 'add mx'], /unknown option '--what-if'/],
    ] as const) {
      const { code, stderr, stdout } = await mailcheck([...args]);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, words);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });

  it('JSON has the state of every finding, and both sides of every changed set', async () => {
    const { stdout } = await gate([
      '--zone',
      WORSE,
      '--json',
      ...OPTIONAL.flatMap((rule) => ['--ignore', rule]),
    ]);
    const [{ findings, change }] = JSON.parse(stdout).results;
    assert.deepEqual(
      findings.map(({ rule, state }: { rule: string; state: string }) => [rule, state]),
      [['spf/syntax', 'new']],
    );
    const [set] = change.records.filter(({ type }: { type: string }) => type === 'TXT');
    assert.equal(set.name, 'example.com');
    assert.match(set.before[0], /ip4:192\.0\.2\.26 /);
    assert.match(set.after[0], /ip4:192\.0\.2\.26\.1 /);
    assert.ok(set.source.file.endsWith('worse.zone') && set.source.line > 10);
  });
});
