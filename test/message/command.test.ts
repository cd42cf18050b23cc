import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS } from '../../src/render/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { misfits } from '../faults/report-shape.ts';
import { mailcheck } from '../support/command.ts';
import { assertSarif, csvRows } from '../support/format-readers.ts';
import { SIGNERS, signingKey } from '../support/signers.ts';
import { CLIENT, FORWARDER, fileOf, ORDINARY, zoneFile } from './judging.ts';

const key = signingKey();
const signed = await SIGNERS.mailauth(ORDINARY, { key });
const zone = zoneFile(
  `@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\ns1._domainkey TXT ${key.record}`,
);
const good = fileOf(signed, 'eml');
const bad = fileOf(signed.replace('this is', 'that is'), 'eml');
const OFFLINE = ['--zone', zone, '--offline'];

const resultsOf = (stdout: string): DomainResult[] => JSON.parse(stdout).results;
const dkimOf = ({ message }: DomainResult): string[] => message!.dkim.map(({ result }) => result);

describe('what is read', () => {
  it('several files, each a result, the worst deciding', async () => {
    const { stdout, code } = await mailcheck(['message', good, bad, ...OFFLINE, ...FORWARDER, '--json']);
    assert.equal(code, 1);
    const results = resultsOf(stdout);
    assert.deepEqual(
      results.map(({ kind, verdict, message }) => [kind, verdict, message!.source]),
      [
        ['message', 'pass', good],
        ['message', 'fail', bad],
      ],
    );
    assert.deepEqual(misfits(...results), []);
  });

  it('standard input', async () => {
    const { stdout, code } = await mailcheck(['message', '-', ...OFFLINE, ...CLIENT, '--json'], {
      stdin: signed,
    });
    assert.equal(code, 0);
    assert.equal(resultsOf(stdout)[0]!.message!.source, 'standard input');
  });

  it('a message whose first field has a blank before its colon', async () => {
    const text = await SIGNERS.mailauth(ORDINARY.replace(/^From:/m, 'From :'), { key });
    const [signature, from] = [
      /^DKIM-Signature:(?:.*\r\n[ \t])*.*\r\n/.exec(text)![0],
      /^From : .*\r\n/m.exec(text)![0],
    ];
    const file = fileOf(from + signature + text.replace(signature, '').replace(from, ''), 'eml');
    const { stdout } = await mailcheck(['message', file, ...OFFLINE, ...FORWARDER, '--json']);
    const [result, ...others] = resultsOf(stdout);
    assert.deepEqual(
      [others.length, result!.message!.source, result!.message!.from.domain],
      [0, file, 'example.com'],
    );
    assert.deepEqual(dkimOf(result!), ['pass']);
  });

  const FROM_LINE = 'From news@example.com Mon Mar  2 09:00:00 2026';
  const quoting = `${ORDINARY}From here on\r\n>From before\r\n>>From twice\r\n`;

  for (const [end, lineEnd] of [
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ] as const)
    it(`an mbox with ${end}: what it quotes is signed as it was sent`, async () => {
      const quoted = await SIGNERS.mailauth(quoting, { key, canonicalization: 'simple/simple' });
      const messages = [
        signed,
        quoted.replace(/^(>*From )/gm, (line, _all, at: number) => (at === 0 ? line : `>${line}`)),
        signed,
      ];
      // The header’s own From has a colon.
      const mbox = messages.map((text) => `${FROM_LINE}\r\n${text}\r\n`).join('');
      const file = fileOf(mbox.replaceAll('\r\n', lineEnd), 'mbox');
      const { stdout, code } = await mailcheck(['message', file, ...OFFLINE, ...FORWARDER, '--json']);
      const results = resultsOf(stdout);
      assert.deepEqual(
        results.map((result) => [result.message!.source, ...dkimOf(result)]),
        [
          [`${file}#1`, 'pass'],
          [`${file}#2`, 'pass'],
          [`${file}#3`, 'pass'],
        ],
      );
      assert.equal(code, 0);
    });

  it('an mbox of a thousand messages, over a pipe', async () => {
    const mbox = `${FROM_LINE}\n${signed.replaceAll('\r\n', '\n')}\n`.repeat(1000);
    const { stdout, code } = await mailcheck(['message', '-', ...OFFLINE, ...CLIENT, '--format', 'ndjson'], {
      stdin: mbox,
    });
    assert.equal(code, 0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines.length, 1001);
    assert.equal(lines.at(-1).summary.domains, 1000);
    assert.ok(lines.slice(0, -1).every((line) => line.message.dkim[0].result === 'pass'));
  });

  it('what is no message is told of in one line', async () => {
    const cases: [string, RegExp][] = [
      ['/nowhere.eml', /cannot read .*no such file/],
      [tmpdir(), /is a folder/],
      [fileOf('', 'eml'), /is empty/],
      [fileOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'msg'), /a file of Outlook/],
    ];
    for (const [file, says] of cases) {
      const { stderr, stdout, code } = await mailcheck(['message', file, ...OFFLINE]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, says);
      assert.equal(stderr.trim().split('\n').length, 1);
    }
  });
});

describe('options', () => {
  const run = (...args: string[]) => mailcheck(['message', bad, ...OFFLINE, ...FORWARDER, ...args]);

  it('--ignore and --fail-on decide the exit code', async () => {
    assert.equal((await run()).code, 1);
    assert.equal((await run('--fail-on', 'never')).code, 0);
    assert.equal(
      (await run('--ignore', 'message/dmarc-fail', '--ignore', 'message/dkim-body-altered')).code,
      0,
    );
    const { code, stderr } = await run('--ignore', 'message/dmarc-fial');
    assert.equal(code, 2);
    assert.match(stderr, /no such rule.*message\/dmarc-fail/);
    assert.equal(
      (await mailcheck(['message', good, ...OFFLINE, ...FORWARDER, '--fail-on', 'notice'])).code,
      1,
    );
  });

  it('a saved report is a baseline', async () => {
    const { stdout } = await run('--json');
    const { code, stdout: after } = await run('--baseline', fileOf(stdout, 'json'));
    assert.equal(code, 0, after);
    assert.match(after, /suppressed/);
  });

  it('--audit goes on with the From domain and the selector that is shown', async () => {
    const { stdout } = await mailcheck(['message', good, bad, ...OFFLINE, ...CLIENT, '--audit', '--json']);
    const results = resultsOf(stdout);
    assert.deepEqual(
      results.map(({ kind, domain }) => [kind, domain]),
      [
        ['message', 'example.com'],
        ['message', 'example.com'],
        ['domain', 'example.com'],
      ],
    );
    const { sections, message } = results[2]!;
    assert.equal(message, null);
    assert.ok(sections.dkim!.facts.keys.some(({ selector, given }) => selector === 's1' && given));
    assert.deepEqual(misfits(...results), []);
  });

  it('--record and --replay give the same report', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
    const file = path.join(folder, 'run.json');
    const args = ['message', bad, ...FORWARDER, '--json'];
    const first = await mailcheck([...args, ...OFFLINE, '--record', file]);
    assert.equal(first.code, 1);
    const again = await mailcheck([...args, '--zone', zone, '--replay', file]);
    assert.equal(again.code, 1);
    assert.deepEqual(resultsOf(again.stdout), resultsOf(first.stdout));
  });

  it('-o writes every format, and each tells of what fails', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
    const at = (format: string): string => path.join(folder, format);
    const { code } = await run(...FORMATS.flatMap((format) => ['-o', `${format}=${at(format)}`]));
    assert.equal(code, 1);
    for (const format of FORMATS) assert.match(readFileSync(at(format), 'utf8'), /dmarc-fail/, format);
    const sarif = readFileSync(at('sarif'), 'utf8');
    assertSarif(sarif);
    // A message is a file: that is where the finding stands.
    assert.ok(
      JSON.parse(sarif).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri.endsWith(
        '.eml',
      ),
    );
    const rows = csvRows(readFileSync(at('csv'), 'utf8'));
    assert.equal(rows[1]![rows[0]!.indexOf('title')], 'The message fails DMARC');
    assert.match(readFileSync(at('table'), 'utf8'), /delivery {2}REFUSED is asked for: DMARC fails/);
    assert.match(readFileSync(at('markdown'), 'utf8'), /Delivery: REFUSED is asked for/);
  });

  it('usage errors', async () => {
    for (const args of [
      ['message'],
      ['message', good, '--ip', 'x'],
      ['message', good, '--mail-from', 'nobody'],
      ['message', good, '--selector', 's1'],
    ]) {
      const { code, stderr } = await mailcheck([...args, ...OFFLINE]);
      assert.equal(code, 2, stderr);
    }
  });

  it('rules and explain know the rules', async () => {
    assert.match(
      (await mailcheck(['rules'])).stdout,
      /^message\/dmarc-fail +error +The message fails DMARC$/m,
    );
    assert.match(
      (await mailcheck(['explain', 'message/dmarc-fail'])).stdout,
      /--- from 198\.51\.100\.7, HELO/,
    );
    const { rules } = JSON.parse((await mailcheck(['rules', '--json'])).stdout);
    assert.ok(rules.some(({ id }: { id: string }) => id === 'message/arc-broken'));
    // A configuration may name one, whatever runs.
    assert.equal(
      (await mailcheck(['spf', 'example.com', ...OFFLINE, '--ignore', 'message/dmarc-fail'])).code,
      0,
    );
  });
});
