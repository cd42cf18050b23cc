import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { mailcheck, type Ran } from '../support/command.ts';

/** Messages judged by the command: files in, the report out. */

const folder = mkdtempSync(path.join(tmpdir(), 'mailcheck-'));
let count = 0;

export const ORDINARY = [
  'From: News <news@example.com>',
  'To: Reader <reader@example.org>',
  'Subject: Spring offers',
  'Date: Mon, 2 Mar 2026 09:00:00 +0000',
  'Message-ID: <1@example.com>',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello  reader, ',
  '',
  'this is the news.',
  '',
].join('\r\n');

export function fileOf(octets: string | Buffer, ending: string): string {
  const file = path.join(folder, `${count++}.${ending}`);
  writeFileSync(file, typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
  return file;
}

/** Records below example.com; names of other zones are written whole, with a final dot. */
export function zoneFile(records: string): string {
  return fileOf(
    `$ORIGIN .\n$TTL 60\n@ SOA ns.example.com. h.example.com. 1 1 1 1 1\n$ORIGIN example.com.\n${records}\n`,
    'zone',
  );
}

export const CLIENT = ['--ip', '192.0.2.1', '--helo', 'mail.example.com', '--mail-from', 'news@example.com'];
export const FORWARDER = [
  '--ip',
  '198.51.100.7',
  '--helo',
  'relay.example.net',
  '--mail-from',
  'news@example.com',
];

export interface Judged extends Ran {
  result: DomainResult;
  message: NonNullable<DomainResult['message']>;
  rules: string[];
}

export async function judged(
  message: string | Buffer,
  records: string,
  args: readonly string[] = CLIENT,
): Promise<Judged> {
  const zone = zoneFile(records);
  const ran = await mailcheck([
    'message',
    fileOf(message, 'eml'),
    '--zone',
    zone,
    '--offline',
    '--json',
    ...args,
  ]);
  assert.ok([0, 1, 3].includes(ran.code), `exit ${ran.code}: ${ran.stderr}`);
  const [result] = JSON.parse(ran.stdout).results as DomainResult[];
  const rules = result!.findings.map(({ rule }) => rule.slice('message/'.length));
  return { ...ran, result: result!, message: result!.message!, rules };
}
