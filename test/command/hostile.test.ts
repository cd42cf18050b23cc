import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS, type Format } from '../../src/render/index.ts';
import { mailcheck } from '../support/command.ts';
import { assertSarif, assertXml, csvRows, outsideOfCode, withoutXmllint } from '../support/format-readers.ts';
import { hostileZone, PAYLOADS } from '../support/payloads.ts';
import { runnerCommands } from '../support/runner.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));

/** Text that a terminal, a CI runner or a reader would obey; newlines, and the tabs of “text”, are ours. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|##(?=\[|vso\[|teamcity\[)|^\s*::/im;

/** Nothing that a record holds is obeyed, whichever format it goes out in. */
const READERS: Partial<Record<Format, (stdout: string) => void>> = {
  json: (stdout) => void JSON.parse(stdout),
  ndjson: (stdout) =>
    stdout
      .trim()
      .split('\n')
      .forEach((line) => void JSON.parse(line)),
  sarif: assertSarif,
  gitlab: (stdout) => assert.ok(JSON.parse(stdout).length > 0),
  junit: (stdout) => withoutXmllint || assertXml(stdout),
  markdown: assertNoMarkup,
  csv: assertNoFormula,
  nagios: (stdout) => assert.match(stdout, /^MAILCHECK CRITICAL - [^|`$<>"'&\n]*\|[a-z]+=[^|\n]*\n$/),
};

function assertNoMarkup(stdout: string): void {
  const rest = outsideOfCode(stdout);
  assert.doesNotMatch(rest.replace(/^#{3} |^- /gm, ''), /[`<>@#[\]\\&$~{}_]|https?:|www\.|!\[|GH-/i, rest);
  const cells = rest.split('\n').filter((line) => line.startsWith('|'));
  for (const row of cells) assert.equal(row.split('|').length, 5, row);
}

function assertNoFormula(stdout: string): void {
  const rows = csvRows(stdout);
  assert.deepEqual(new Set(rows.map((row) => row.length)), new Set([rows[0]!.length]));
  // A spreadsheet may be set to semicolons: no cell is a formula there either.
  for (const cell of [...rows, ...csvRows(stdout, ';')].flat())
    assert.doesNotMatch(cell, /^["\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
}

/** What the runner of GitHub Actions obeys: in its own format our annotations, else nothing. */
function assertRunner(format: Format, stdout: string): void {
  const commands = runnerCommands(stdout);
  if (format !== 'github') {
    assert.deepEqual(commands, []);
    return;
  }
  for (const { command, properties } of commands) {
    assert.match(command, /^(?:error|warning|notice)$/);
    assert.deepEqual(Object.keys(properties), ['file', 'line', 'title']);
    assert.match(properties['line']!, /^\d+$/);
  }
  assert.ok(commands.length > 0);
}

describe('hostile records', () => {
  for (const [name, payload] of Object.entries(PAYLOADS)) {
    for (const format of FORMATS) {
      it(`${name} in ${format}`, async () => {
        const args = [
          'full',
          'example.com',
          '--zone',
          hostileZone(payload),
          '--offline',
          '--selector',
          's1',
          '--format',
          format,
          '-v',
        ];
        const { stdout, stderr, code } = await mailcheck(args, {
          columns: 80,
          isTTY: true,
          env: { NO_COLOR: '1' },
        });
        assert.equal(code, format === 'nagios' ? 2 : 1, stderr);
        const shown = (format === 'csv' ? stdout.replaceAll('\r\n', '\n') : stdout) + stderr;
        const ours =
          format === 'github' ? shown.replace(/^::(?=(?:error|warning|notice) file=)/gm, '') : shown;
        assert.doesNotMatch(ours.replaceAll('\t', ' '), OBEYED);
        assertRunner(format, stdout);
        READERS[format]?.(stdout);
      });
    }
  }

  const MANY = Array.from({ length: 1400 }, (_, index) => `@ TXT "token-${index}=${'x'.repeat(30)}"`).join(
    '\n',
  );
  const strings = (text: string): string => text.replace(/.{1,250}/g, '"$&" ');
  const HUGE: Record<string, string> = {
    'a TXT of 60 kB': `@ TXT ${strings(`v=spf1 ${'ip4:192.0.2.1 '.repeat(4200)}~all`)}`,
    'a TXT of 60 kB of garbage': `@ TXT ${strings(`v=spf1 ${'x'.repeat(60_000)}`)}`,
    'a DMARC record of 60 kB': `@ TXT "v=spf1 -all"\n_dmarc TXT ${strings(`v=DMARC1; ${'p=none; '.repeat(7500)}`)}`,
    'a key of 60 kB': `@ TXT "v=spf1 -all"\ns1._domainkey TXT ${strings(`v=DKIM1; p=${'A'.repeat(60_000)}`)}`,
    '1,400 TXT records': `@ TXT "v=spf1 -all"\n${MANY}`,
    '1,400 SPF records': MANY.replaceAll('token-', 'v=spf1 token-'),
    '100 MX hosts': Array.from(
      { length: 100 },
      (_, index) => `@ MX 10 mx${index}\nmx${index} A 192.0.2.${index}`,
    ).join('\n'),
  };
  for (const [name, records] of Object.entries(HUGE)) {
    it(name, async () => {
      const file = path.join(folder, `${Math.random()}.zone`);
      writeFileSync(file, `$ORIGIN example.com.\n$TTL 60\n@ SOA a b 1 1 1 1 1\n${records}\n`);
      const begin = performance.now();
      const args = ['full', 'example.com', '--zone', file, '--offline', '--selector', 's1'];
      const { stdout, code } = await mailcheck(args, { columns: 80, isTTY: true, env: { NO_COLOR: '1' } });
      assert.ok(code === 0 || code === 1, stdout.slice(0, 500));
      assert.ok(performance.now() - begin < 20_000, 'the run passes its deadline');
      assert.ok(stdout.length < 60_000, `${stdout.length} characters of output`);
    });
  }

  it('an SPF tree that branches by three asks at most 64 questions', async () => {
    const file = path.join(folder, 'tree.zone');
    const include = (depth: number, at: number): string => `l${depth}-${at}.example.com`;
    const level = (depth: number): string =>
      Array.from({ length: 3 ** depth }, (_, at) => {
        const below = [0, 1, 2].map((branch) => `include:${include(depth + 1, at * 3 + branch)}`).join(' ');
        return `${include(depth, at)}. TXT "v=spf1 ${below} -all"`;
      }).join('\n');
    writeFileSync(
      file,
      `$ORIGIN example.com.\n$TTL 60\n@ SOA a b 1 1 1 1 1\n@ TXT "v=spf1 include:l0-0.example.com -all"\n${[0, 1, 2, 3, 4, 5, 6].map(level).join('\n')}\n`,
    );
    const { stdout } = await mailcheck(['spf', 'example.com', '--zone', file, '--offline', '--json']);
    const [{ sections, findings }] = JSON.parse(stdout).results;
    assert.equal(sections.spf.facts.outcome, 'permerror');
    assert.ok(findings.some(({ rule }: { rule: string }) => rule === 'spf/lookup-limit'));
    assert.ok(sections.spf.facts.lookups.value <= 200);
  });
});
