import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS } from '../../src/render/index.ts';
import { mailcheck } from '../support/command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));

/** Text that a terminal, a CI runner or a reader would obey; newlines, and the tabs of “text”, are ours. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|##(?=\[|vso\[|teamcity\[)|^\s*::/im;

const PAYLOADS: Record<string, string> = {
  escapes: '\\027[2J\\027]52;c;QUFBQQ==\\007\\027]8;;http://x.example\\007',
  newlines: '\\010::error::forged\\013##[error]forged',
  'CI commands': '##[error]x ##vso[task.complete] ##teamcity[x] ::set-output name=x::y',
  'direction marks': '\\226\\128\\174\\226\\128\\139\\239\\187\\191',
  'C1 controls': '\\155\\1432m\\144\\156',
  NUL: '\\000\\000',
  markup: '<img src=x onerror=alert(1)> `code` | pipe | @all #1',
  formula: '=HYPERLINK(0) +1 -1 @x',
};

function zoneWith(payload: string): string {
  const file = path.join(folder, `${Math.random()}.zone`);
  const text = `$ORIGIN example.com.
$TTL 60
@ SOA ns1 hostmaster 1 1 1 1 1
@ MX 10 ma\\027il
ma\\027il A 192.0.2.1
@ TXT "v=spf1 include:${payload} a:${payload}.example ${payload} ~all"
@ TXT "${payload}"
s1._domainkey TXT "v=DKIM1; k=${payload}; p=${payload}"
_dmarc TXT "v=DMARC1; p=${payload}; rua=mailto:${payload}@example.com"
`;
  writeFileSync(file, text);
  return file;
}

describe('hostile records', () => {
  for (const [name, payload] of Object.entries(PAYLOADS)) {
    for (const format of FORMATS) {
      it(`${name} in ${format}`, async () => {
        const args = [
          'full',
          'example.com',
          '--zone',
          zoneWith(payload),
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
        assert.equal(code, 1, stderr);
        assert.doesNotMatch((stdout + stderr).replaceAll('\t', ' '), OBEYED);
        if (format === 'json') JSON.parse(stdout);
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
