import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { sharedJson, skipUnless } from './shared.ts';

/** Readers of our formats that others wrote, or that follow what others wrote. */

const XMLLINT = '/usr/bin/xmllint';
export const withoutXmllint = skipUnless(existsSync(XMLLINT), 'xmllint (libxml2-utils) is not installed');

export function assertXml(text: string): void {
  const { status, stderr } = spawnSync(XMLLINT, ['--noout', '-'], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

/** What xmllint finds by an XPath expression. */
export function xpath(text: string, expression: string): string {
  const { stdout } = spawnSync(XMLLINT, ['--xpath', expression, '-'], { input: text, encoding: 'utf8' });
  return stdout.trim();
}

/** Rows as the csv module of Python reads them, strictly. */
export function csvRows(text: string, delimiter = ','): string[][] {
  const program = [
    'import csv, io, json, sys',
    'text = sys.stdin.buffer.read().decode()',
    `print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), delimiter=${JSON.stringify(delimiter)}, strict=${delimiter === ',' ? 'True' : 'False'}))))`,
  ].join('\n');
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const ajv = new Ajv({ strict: false, logger: false });

export function assertSarif(text: string): void {
  const key = 'sarif-2.1.0';
  const validate = ajv.getSchema(key) ?? ajv.addSchema(sarifSchema(), key).getSchema(key)!;
  assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors?.slice(0, 3)));
}

function sarifSchema(): object {
  // Both name an older draft, whose keywords in use are the same.
  const {
    $schema: _draft,
    id: _id,
    ...schema
  } = sharedJson<Record<string, unknown>>('schemas', 'sarif-2.1.0.json');
  return schema;
}

/** Markdown without its code spans and without the tags that are ours: all that a forge could take for markup. */
export function outsideOfCode(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => line.replace(/`[^`]+`/g, '␣').replace(/<br>|<\/?details>|<\/?summary>/g, ' '))
    .join('\n');
}
