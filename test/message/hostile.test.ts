import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FORMATS } from '../../src/render/index.ts';
import { mailcheck } from '../support/command.ts';
import { PAYLOADS } from '../support/payloads.ts';
import { projectFolder } from '../support/project.ts';
import { runnerCommands } from '../support/runner.ts';
import { CLIENT, fileOf, judged, ORDINARY, zoneFile } from './judging.ts';

const ZONE = '@ TXT "v=spf1 ip4:192.0.2.1 -all"\n_dmarc TXT "v=DMARC1; p=reject"';
const [HEAD, BODY] = [ORDINARY.slice(0, ORDINARY.indexOf('\r\n\r\n') + 2), 'Hello\r\n'];
const MB = 1024 * 1024;
/** Three times what the slowest of them takes. */
const MOST_SECONDS = 20;

const signatureWith = (rest: string): string =>
  `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=From; bh=AAAA; b=AAAA${rest}\r\n`;
const SIGNED = signatureWith('');

/** Each with what is said of it. */
const MESSAGES: Record<string, [message: () => string, rule: string]> = {
  '50 MB in lines': [
    () => `${SIGNED}${HEAD}\r\n${'Text in a line  of some length \r\n'.repeat(1.6 * MB)}`,
    'dkim-body-altered',
  ],
  '50 MB in one line': [() => `${SIGNED}${HEAD}\r\n${'x y '.repeat(12.5 * MB)}\r\n`, 'dkim-body-altered'],
  '50 MB of CR': [() => `${SIGNED}${HEAD}\r\n${'a\r'.repeat(25 * MB)}`, 'octets'],
  '10,000 headers': [() => `${SIGNED}${'X-A: b\r\n'.repeat(10_000)}${HEAD}\r\n${BODY}`, 'dkim-body-altered'],
  '10,000 From fields': [
    () => `${'From: a@one.example\r\nFrom: b@two.example\r\n'.repeat(5000)}\r\n${BODY}`,
    'from-multiple',
  ],
  'a NUL': [() => `${HEAD}\r\nHel\0lo\r\n`, 'octets'],
  'nothing but NUL': [() => '\0'.repeat(MB), 'from-missing'],
  'bare CR and LF': [() => `${HEAD}\r\none\rtwo\nthree\r\n`, 'octets'],
  '5,000 signatures, each for another length': [
    () => `${Array.from({ length: 5000 }, (_, at) => signatureWith(`; l=${at}`)).join('')}${HEAD}\r\n${BODY}`,
    'too-much',
  ],
  'signatures full of blanks': [
    () => `${signatureWith(`; x${' '.repeat(8000)}y`).repeat(12)}${HEAD}\r\n${BODY}`,
    'too-much',
  ],
  'ARC fields without end': [
    () => `${'ARC-Seal: i=1; cv=none; b=AAAA\r\n'.repeat(5000)}${SIGNED}${HEAD}\r\n${BODY}`,
    'arc-broken',
  ],
  'a chain of 50 forged sets': [
    () => `${Array.from({ length: 50 }, (_, at) => arcSet(50 - at)).join('')}${HEAD}\r\n${BODY}`,
    'arc-broken',
  ],
  'MIME parts within parts': [
    () =>
      `${HEAD}${Array.from({ length: 20_000 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join('')}`,
    'header-duplicate',
  ],
  'a header line of 1 MB': [
    () => `${SIGNED}X-Long: ${'x'.repeat(MB)}\r\n${HEAD}\r\n${BODY}`,
    'dkim-body-altered',
  ],
  'a Subject with 1 MB of blanks': [
    () => `${SIGNED}${HEAD.replace('Spring', `a${' '.repeat(MB)}b`)}\r\n${BODY}`,
    'dkim-body-altered',
  ],
  'a From with 1 MB of parentheses': [
    () => `${HEAD.replace('News', '('.repeat(MB))}\r\n${BODY}`,
    'from-missing',
  ],
  'a From with 1 MB of quotes': [
    () => `${HEAD.replace('News', '"'.repeat(MB - 1))}\r\n${BODY}`,
    'from-missing',
  ],
  'a line folded 250,000 times': [
    () => `${SIGNED}X-F: a\r\n${' a\r\n'.repeat(250_000)}${HEAD}\r\n${BODY}`,
    'dkim-body-altered',
  ],
  'a Received field of 1 MB': [
    () => `Received: from ${'('.repeat(MB)} by x; ${'('.repeat(1000)}\r\n${SIGNED}${HEAD}\r\n${BODY}`,
    'dkim-body-altered',
  ],
  'no end of the header': [() => `${SIGNED}${HEAD}${'X-A: b\r\n'.repeat(MB)}`, 'too-much'],
  'no line end at all': [() => 'x'.repeat(20 * MB), 'too-much'],
  'an empty header': [() => `\r\n${BODY}`, 'from-missing'],
};

function arcSet(i: number): string {
  const rest = `a=rsa-sha256; d=d${i}.example; s=s1; b=AAAA`;
  return `ARC-Seal: i=${i}; cv=${i === 1 ? 'none' : 'pass'}; ${rest}\r\nARC-Message-Signature: i=${i}; h=From; bh=AAAA; ${rest}\r\nARC-Authentication-Results: i=${i}; x\r\n`;
}

describe('hostile messages', () => {
  for (const [name, [message, rule]] of Object.entries(MESSAGES))
    it(name, async () => {
      const octets = message();
      const before = process.cpuUsage();
      const { rules, stdout } = await judged(octets, ZONE, [...CLIENT, '--ip', '198.51.100.7']);
      assert.ok(rules.includes(rule), `found: ${rules.join(', ')}`);
      // The processor's time: a busy machine makes nothing slow by itself.
      const { user, system } = process.cpuUsage(before);
      assert.ok((user + system) / 1e6 < MOST_SECONDS, `${(user + system) / 1e6} s`);
      assert.ok(stdout.length < 100_000, `${stdout.length} characters of output`);
    });
});

describe('memory', () => {
  it('of 128 MB is enough for 50 MB, whatever its lines are', () => {
    for (const body of [
      'Text in a line  of some length \r\n'.repeat(1.6 * MB),
      'x y '.repeat(12.5 * MB),
      'a\r'.repeat(25 * MB),
    ]) {
      const file = fileOf(`${SIGNED}${HEAD}\r\n${body}\r\n`, 'eml');
      const bin = path.join(projectFolder(), 'bin', 'mailcheck.js');
      const args = [
        bin,
        'message',
        file,
        '--zone',
        zoneFile(ZONE),
        '--offline',
        '--format',
        'text',
        ...CLIENT,
      ];
      const { stdout, status } = spawnSync(process.execPath, ['--max-old-space-size=128', ...args], {
        encoding: 'utf8',
      });
      assert.match(stdout, /message\/dkim-body-altered/);
      assert.equal(status, 0);
    }
  });
});

/** As in a record, where octets are written as three digits. */
function octetsOf(payload: string): string {
  return payload.replace(/\\(?:(\d{3})|(.))/g, (_all, digits: string | undefined, char: string) =>
    digits === undefined ? char : String.fromCharCode(Number(digits)),
  );
}

const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|##(?=\[|vso\[|teamcity\[)|^\s*::/im;

describe('hostile texts in headers', () => {
  for (const [name, payload] of Object.entries(PAYLOADS))
    it(name, async () => {
      const text = octetsOf(payload).replace(/[\r\n]/g, ' ');
      const header = [
        `Received: from ${text} (${text} [192.0.2.1]) by ${text}; ${text}`,
        `Return-Path: <${text}@example.com>`,
        `DKIM-Signature: v=1; a=${text}; d=${text}; s=${text}; h=From:${text}; bh=${text}; b=${text}; i=${text}`,
        `ARC-Seal: i=1; cv=none; d=${text}; s=s; b=A; a=rsa-sha256`,
        `ARC-Authentication-Results: i=1; ${text}`,
        `From: "${text}" <${text}@example.com>, ${text}@${text}.example`,
        `Subject: ${text}`,
        `Subject: ${text}`,
        `Date: ${text}`,
        `Message-ID: ${text}`,
      ];
      const file = fileOf(`${header.join('\r\n')}\r\n\r\n${text}\r\n`, 'eml');
      const zone = zoneFile(ZONE);
      for (const format of FORMATS) {
        const args = ['message', file, '--zone', zone, '--offline', '--format', format, '-v'];
        const { stdout, stderr, code } = await mailcheck(args, {
          columns: 80,
          isTTY: true,
          env: { NO_COLOR: '1' },
        });
        assert.ok(code <= 3, stderr);
        const shown = (format === 'csv' ? stdout.replaceAll('\r\n', '\n') : stdout) + stderr;
        const ours =
          format === 'github' ? shown.replace(/^::(?=(?:error|warning|notice) file=)/gm, '') : shown;
        assert.doesNotMatch(ours.replaceAll('\t', ' '), OBEYED, format);
        if (format !== 'github') assert.deepEqual(runnerCommands(stdout), [], format);
      }
    });
});
