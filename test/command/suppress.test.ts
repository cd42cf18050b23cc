import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import type { Finding } from '../../src/report/schema/report.ts';
import { report } from '../../src/report/schema/report.ts';
import { mailcheck } from '../support/command.ts';
import { projectText } from '../support/project.ts';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-suppress-'));
after(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string): string => {
  writeFileSync(path.join(cwd, name), text);
  return name;
};

const HEALTHY = projectText('examples/example.com.zone');
/** The SPF record has one fault, on its own line. */
const FAULTY = HEALTHY.replace('ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 ');
const behindSpf = (comment: string): string => FAULTY.replace(/(".*~all")/, `$1 ; ${comment}`);

const run = (args: string[], zone: string, command = ['full', 'example.com']) =>
  mailcheck([...command, '--zone', write('a.zone', zone), '--offline', '--color', 'never', ...args], { cwd });

const findingsOf = (stdout: string): Finding[] => JSON.parse(stdout).results[0].findings;

describe('a comment in the zone', () => {
  const accepted = 'mailcheck: ignore spf/syntax reason="known, OPS-7 — März" until=2999-01-31';

  it('behind a record leaves its finding in the report, marked, and fails nothing', async () => {
    assert.equal((await run([], FAULTY)).code, 1);
    const { code, stdout, stderr } = await run(['--json'], behindSpf(accepted));
    assert.equal(code, 0, stderr);
    const document = report.parse(JSON.parse(stdout));
    const [finding] = document.results[0]!.findings;
    assert.equal(finding?.rule, 'spf/syntax');
    assert.deepEqual(finding.suppression, {
      kind: 'inline',
      reason: 'known, OPS-7 — März',
      until: '2999-01-31',
    });
    assert.equal(document.results[0]!.sections.spf!.worst, 'none');
    assert.deepEqual([document.summary.errors, document.summary.suppressed], [0, 1]);
    assert.equal(stderr, '');
  });

  it('is counted for people, and shown to nobody else', async () => {
    const table = await run([], behindSpf(accepted));
    assert.match(table.stdout, /PASS {2}2 notices \(-v shows notices\), 1 suppressed/);
    for (const format of ['table', 'text', 'markdown', 'csv', 'github', 'gitlab', 'nagios'])
      assert.doesNotMatch(
        (await run(['--format', format], behindSpf(accepted))).stdout,
        /spf\/syntax/,
        format,
      );
  });

  it('is a skipped case in JUnit', async () => {
    const { stdout } = await run(['--format', 'junit'], behindSpf(accepted));
    assert.match(stdout, /failures="0" errors="0"/);
    assert.match(stdout, /name="spf\/syntax"><skipped message="accepted: known, OPS-7/);
  });

  it('is a suppression in SARIF', async () => {
    const { stdout } = await run(['--format', 'sarif'], behindSpf(accepted));
    const [result] = JSON.parse(stdout).runs[0].results;
    assert.equal(result.ruleId, 'spf/syntax');
    assert.deepEqual(result.suppressions, [
      { kind: 'inSource', status: 'accepted', justification: 'known, OPS-7 — M\\xe4rz' },
    ]);
  });

  it('alone on its line is about the domain of the next record', async () => {
    const missing = HEALTHY.replace(/^@ +TXT .*\n/m, '').replace(
      /^@ +SOA/m,
      '; mailcheck: ignore spf/missing reason=later\n$&',
    );
    const { stdout, code } = await run(['--json'], missing);
    assert.equal(code, 0);
    assert.equal(findingsOf(stdout).find(({ rule }) => rule === 'spf/missing')?.suppression?.kind, 'inline');
  });

  it('of another record, or for another rule, changes nothing, and is told of as unused', async () => {
    const other = FAULTY.replace(/^www.*/m, '$& ; mailcheck: ignore spf/syntax reason=x');
    assert.equal((await run([], other)).code, 1);
    const { code, stderr } = await run([], behindSpf('mailcheck: ignore spf/lookup-limit reason=x'));
    assert.equal(code, 1);
    assert.match(stderr, /^mailcheck: a\.zone:\d+: nothing to ignore for spf\/lookup-limit any more/);
  });

  it('holds no longer than it says', async () => {
    const { code, stderr } = await run(
      [],
      behindSpf('mailcheck: ignore spf/syntax reason=x until=2020-01-31'),
    );
    assert.equal(code, 1);
    assert.match(stderr, /ignoring spf\/syntax ended on 2020-01-31/);
  });

  it('that cannot be understood ends the run, with its place', async () => {
    for (const [comment, words] of [
      ['mailcheck: ignore spf/syntax', /^mailcheck: a\.zone:21: say why the rule is ignored/],
      ['mailcheck: ignore spf/syntax reason=""', /say why/],
      [
        'mailcheck: ignore spf/sintax reason=x',
        /a\.zone:21: spf\/sintax: no such rule; did you mean spf\/syntax/,
      ],
      ['mailcheck: ignore spf/syntax reason=x until=2027-02-30', /2027-02-30” is no day/],
      ['mailcheck: ignore spf/syntax because it is so', /write mailcheck: ignore RULE/],
      ['mailcheck: ignore reason=x', /write mailcheck: ignore RULE/],
      ['mailcheck: ignore spf/syntax reason=x untill=2027-01-31', /“untill” means nothing here/],
    ] as const) {
      const { code, stdout, stderr } = await run([], behindSpf(comment));
      assert.deepEqual([code, stdout], [2, ''], comment);
      assert.match(stderr, words);
    }
    const nowhere = await run([], `${FAULTY}\n; mailcheck: ignore spf/syntax reason=x\n`);
    assert.match(nowhere.stderr, /no record stands there/);
  });

  it('is never called unused where a lookup failed', async () => {
    const zone =
      '@ 60 TXT "v=spf1 include:spf.vendor.example ~all" ; mailcheck: ignore spf/lookup-limit reason=x\n';
    const args = ['spf', 'example.com', '--zone', `example.com=${write('b.zone', zone)}`];
    const { stderr } = await mailcheck([...args, '--offline'], { cwd });
    assert.equal(stderr, '');
  });

  it('that stands in what is published is not the change’s to answer for', async () => {
    const base = behindSpf('mailcheck: ignore');
    const { code, stderr } = await run([], FAULTY, ['gate', '--base', write('base.zone', base)]);
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('holds for what a change brings', async () => {
    const gate = ['gate', '--base', write('base.zone', HEALTHY)];
    assert.equal((await run([], FAULTY, gate)).code, 1);
    const { code, stdout } = await run([], behindSpf(accepted), gate);
    assert.equal(code, 0);
    assert.match(stdout, /1 suppressed/);
  });
});

describe('--baseline', () => {
  const saved = async (name: string, zone: string): Promise<string[]> => {
    const { stdout } = await run(['--json'], zone);
    return ['--baseline', write(name, stdout)];
  };

  it('lets what stands in it pass, and fails for what is new', async () => {
    const baseline = await saved('old.json', FAULTY);
    const { code, stdout } = await run(['--json', ...baseline], FAULTY);
    assert.equal(code, 0);
    assert.deepEqual(findingsOf(stdout)[0]?.suppression, {
      kind: 'baseline',
      reason: 'stands in old.json',
      until: null,
    });
    const more = FAULTY.replace('p=reject', 'p=rejekt');
    const worse = await run([...baseline, '--fail-on', 'warning'], more);
    assert.equal(worse.code, 1);
    assert.doesNotMatch(worse.stdout, /spf\/syntax/);
  });

  it('fails for what has become worse', async () => {
    const includes = (count: number): string =>
      HEALTHY.replace(/v=spf1 .*~all/, `v=spf1 ${'a:www.example.com '.repeat(count)}~all`);
    const baseline = await saved('eleven.json', includes(11));
    assert.equal((await run(baseline, includes(11))).code, 0);
    const { code, stdout } = await run(baseline, includes(12));
    assert.equal(code, 1);
    assert.match(stdout, /spf\/lookup-limit/);
  });

  it('says when it is out of date, and when it is no report', async () => {
    const { code, stderr } = await run(await saved('stale.json', FAULTY), HEALTHY);
    assert.equal(code, 0);
    assert.match(stderr, /stale\.json: 1 finding in it is gone: save the report anew/);
    for (const text of ['{}', 'x', '{"schemaVersion":"2.0","results":[]}']) {
      const other = await run(['--baseline', write('other.json', text)], FAULTY);
      assert.equal(other.code, 2);
      assert.match(other.stderr, /other\.json is no report of mailcheck/);
    }
  });
});
