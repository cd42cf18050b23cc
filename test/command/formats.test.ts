import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS } from '../../src/render/index.ts';
import { mailcheck } from '../support/command.ts';
import { assertXml, csvRows, withoutXmllint, xpath } from '../support/format-readers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
const healthy = ['example.com', '--zone', 'examples/example.com.zone', '--offline', '--selector', 'mail'];
const broken = ['shop.example', '--zone', 'examples/shop.example.zone', '--offline'];
const dead = ['example.com', '--server', '127.0.0.1:9', '--timeout', '5'];

describe('formats on the command line', () => {
  it('all are listed in the help and in the error', async () => {
    const { stdout } = await mailcheck(['full', '--help']);
    const { stderr } = await mailcheck([...broken, '-o', 'pdf=x.pdf']);
    for (const format of FORMATS) {
      assert.match(stdout.replace(/\s+/g, ' '), new RegExp(`choices: [^)]*"${format}"`));
      assert.match(stderr, new RegExp(`\\b${format}\\b`));
    }
  });

  it('several at once, each the same as on stdout', async () => {
    const formats = FORMATS.filter(
      (format) => !['table', 'text', 'json', 'ndjson', 'nagios'].includes(format),
    );
    const files = formats.flatMap((format) => ['-o', `${format}=${path.join(folder, format)}`]);
    await mailcheck([...broken, ...files]);
    for (const format of formats) {
      const { stdout } = await mailcheck([...broken, '--format', format]);
      const steady = (text: string): string => text.replace(/"version": ?"[^"]*"/, '');
      assert.equal(
        steady(readFileSync(path.join(folder, format), 'latin1')),
        steady(Buffer.from(stdout).toString('latin1')),
      );
    }
  });
});

describe('nagios', () => {
  const warned = [...broken, '--ignore', 'spf/lookup-limit', '--ignore', 'dmarc/p-none-no-rua'];
  const CASES: [number, RegExp, string[]][] = [
    [0, /^MAILCHECK OK - example\.com: 2 notices\|domains=1 errors=0 /, healthy],
    [1, /^MAILCHECK WARNING - shop\.example: 1 warning, 2 notices · dkim\/none-possible /, warned],
    [
      2,
      /^MAILCHECK CRITICAL - shop\.example: 1 warning, 2 notices · dkim/,
      [...warned, '--fail-on', 'warning'],
    ],
    [2, /^MAILCHECK CRITICAL - shop\.example: 2 errors, 1 warning, 2 notices · spf\/lookup-limit /, broken],
    [1, /^MAILCHECK WARNING - shop\.example: 2 errors/, [...broken, '--fail-on', 'never']],
    [3, /^MAILCHECK UNKNOWN - example\.com: \d+ lookups not answered · /, dead],
    [1, /^MAILCHECK WARNING - example\.com: \d+ lookups not answered/, [...dead, '--on-incomplete', 'pass']],
    [
      3,
      /^MAILCHECK UNKNOWN - mailcheck\/not-audited no such domain: /,
      ['no such domain', ...healthy.slice(1)],
    ],
    [3, /^MAILCHECK UNKNOWN - the check could not be made/, [...healthy, '--no-such-option']],
    [3, /^MAILCHECK UNKNOWN - the check could not be made/, [...healthy, '--zone', 'nowhere.zone']],
  ];
  for (const [code, line, args] of CASES) {
    it(`${args.join(' ')}: ${code}`, async () => {
      const run = await mailcheck([...args, '--format', 'nagios']);
      assert.match(run.stdout, line);
      assert.equal(run.stdout.split('\n').length, 2);
      assert.equal(run.code, code);
    });
  }

  it('in a file it leaves the exit code alone', async () => {
    const file = path.join(folder, 'nagios.txt');
    const { code } = await mailcheck([...broken, '-o', `nagios=${file}`]);
    assert.equal(code, 1);
    assert.match(readFileSync(file, 'utf8'), /^MAILCHECK CRITICAL/);
  });

  it('help is help', async () => assert.equal((await mailcheck(['--help', '--format=nagios'])).code, 0));
});

describe('junit', { skip: withoutXmllint }, () => {
  const suiteOf = async (args: string[]) => {
    const { stdout } = await mailcheck([...args, '--format', 'junit']);
    assertXml(stdout);
    return (expression: string) => xpath(stdout, expression);
  };

  it('is red where the run fails, and counts what it holds', async () => {
    const read = await suiteOf(broken);
    assert.equal(read('count(//failure)'), '2');
    assert.equal(read('count(//failure)'), read('string(//testsuite/@failures)'));
    assert.equal(read('count(//testcase)'), read('string(//testsuite/@tests)'));
    assert.equal(read('count(//skipped)'), read('string(//testsuite/@skipped)'));
    assert.equal(read('string(//testcase[@name="spf/lookup-limit"]/@line)'), '10');
    assert.equal(read('count(//testcase[@name="dkim/none-possible"]/system-out)'), '1');
    assert.equal(read('count(//testcase[@name="spf/syntax"]/*)'), '0');
  });

  it('follows --fail-on', async () => {
    const strict = await suiteOf([...broken, '--fail-on', 'warning']);
    assert.equal(strict('count(//failure)'), '3');
    const lenient = await suiteOf([...broken, '--fail-on', 'never']);
    assert.equal(lenient('count(//failure)'), '0');
  });

  it('what was not answered has neither passed nor failed', async () => {
    const read = await suiteOf(dead);
    assert.notEqual(read('count(//error)'), '0');
    assert.equal(read('count(//failure)'), '0');
    assert.equal(read('count(//testcase[@name="dmarc/missing"]/skipped)'), '1');
    const passing = await suiteOf([...dead, '--on-incomplete', 'pass']);
    assert.equal(passing('count(//error)'), '0');
  });
});

describe('gitlab', () => {
  it('tells entries apart by their fingerprints, and gives each a relative place', async () => {
    for (const args of [broken, dead]) {
      const profiles = ['--profile', 'google-bulk', '--profile', 'google-all'];
      const { stdout } = await mailcheck([...args, ...profiles, '--format', 'gitlab']);
      const issues: { fingerprint: string; location: { path: string; lines: { begin: number } } }[] =
        JSON.parse(stdout);
      assert.ok(issues.length > 5);
      assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
      for (const { location } of issues) {
        assert.match(location.path, /^(?:dns|examples)\//);
        assert.ok(location.lines.begin >= 1);
      }
    }
  });
});

describe('csv', () => {
  it('has a row a finding and a row for each lookup not answered', async () => {
    const { stdout } = await mailcheck([...broken, '--format', 'csv']);
    const [head, ...rows] = csvRows(stdout);
    assert.deepEqual(head!.slice(0, 3), ['domain', 'severity', 'rule']);
    assert.deepEqual(
      rows.map(([, severity]) => severity),
      ['error', 'error', 'warning', 'notice', 'notice'],
    );
    assert.ok(stdout.endsWith('\r\n') && !/[^\r]\n/.test(stdout));
    const open = csvRows((await mailcheck([...dead, '--format', 'csv'])).stdout).slice(1);
    const inconclusive = JSON.parse((await mailcheck([...dead, '--json'])).stdout).results[0].inconclusive;
    assert.equal(open.length, inconclusive.length);
    assert.deepEqual(new Set(open.map(([, severity]) => severity)), new Set(['inconclusive']));
  });
});

describe('the step summary of GitHub Actions', () => {
  const summary = (name: string): { file: string; env: Record<string, string> } => {
    const file = path.join(folder, name);
    return { file, env: { GITHUB_STEP_SUMMARY: file } };
  };

  it('gets the Markdown, behind what stands there', async () => {
    const { file, env } = summary('summary.md');
    writeFileSync(file, '# before\n');
    const { stdout } = await mailcheck([...broken, '--format', 'github'], { env });
    assert.match(readFileSync(file, 'utf8'), /^# before\n### FAIL `shop\.example`/);
    assert.doesNotMatch(stdout, /###/);
  });

  it('with -o github= as well, with another format not', async () => {
    const { file, env } = summary('other.md');
    writeFileSync(file, '');
    await mailcheck([...broken, '--format', 'markdown'], { env });
    assert.equal(readFileSync(file, 'utf8'), '');
    await mailcheck([...broken, '-o', `github=${path.join(folder, 'log')}`], { env });
    assert.notEqual(readFileSync(file, 'utf8'), '');
  });

  it('never makes it larger than 900 KiB', async () => {
    const { file, env } = summary('full.md');
    writeFileSync(file, 'x'.repeat(900 * 1024 - 200));
    await mailcheck([...broken, '--format', 'github'], { env });
    assert.ok(readFileSync(file).length <= 900 * 1024);
    assert.match(readFileSync(file, 'utf8'), /and 1 domain more that did not fit/);
  });

  it('that cannot be written is said', async () => {
    const env = { GITHUB_STEP_SUMMARY: path.join(folder, 'no', 'such', 'folder') };
    const { code, stderr } = await mailcheck([...broken, '--format', 'github'], { env });
    assert.equal(code, 2);
    assert.match(stderr, /cannot write the step summary/);
  });
});
