import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readZoneFile } from '../../src/zone/index.ts';

const top = mkdtempSync(path.join(tmpdir(), 'zone-file-'));
const folder = path.join(top, 'zones');
const at = (name: string) => path.join(folder, name);

before(() => {
  mkdirSync(at('sub'), { recursive: true });
  writeFileSync(at('sub/inner.inc'), 'inner A 192.0.2.2\n$INCLUDE other.inc\n');
  writeFileSync(at('other.inc'), 'other TXT "\u00e9"\n');
  writeFileSync(path.join(top, 'secret'), 'secret A 192.0.2.3\n');
  symlinkSync('../secret', at('link-out'));
  symlinkSync('other.inc', at('link-in'));
  symlinkSync('loop', at('loop'));
  execFileSync('mkfifo', [at('pipe')]);
});
after(() => rmSync(top, { recursive: true }));

async function read(text: string) {
  writeFileSync(at('top.zone'), text);
  const { records, faults } = await readZoneFile(at('top.zone'), 'example.com');
  const messages = faults.map(
    ({ file, line, column, message }) => `${path.basename(file)}:${line}:${column} ${message}`,
  );
  return { records, messages };
}

test('reads a file and what it includes, relative to the folder of the first', async () => {
  const { records, messages } = await read('$TTL 5\n$INCLUDE sub/inner.inc\n$INCLUDE link-in\n');
  assert.deepEqual(messages, []);
  assert.deepEqual(
    records.map(({ name, file }) => [name, path.relative(folder, file)]),
    [
      ['inner.example.com', 'sub/inner.inc'],
      ['other.example.com', 'other.inc'],
      ['other.example.com', 'link-in'],
    ],
  );
  assert.deepEqual(records[1]?.data, { strings: ['\xc3\xa9'] });
});

for (const [name, problem] of [
  ['../secret', 'it lies outside the folder of the zone file'],
  ['sub/../../secret', 'it lies outside the folder of the zone file'],
  ['link-out', 'it lies outside the folder of the zone file'],
  ['/dev/stdin', 'it lies outside the folder of the zone file'],
  ['/etc/passwd', 'it lies outside the folder of the zone file'],
  ['sub', 'not a regular file'],
  ['pipe', 'not a regular file'],
  ['none', 'no such file'],
  ['loop', 'too many symbolic links'],
  ['a\\000b', 'ERR_INVALID_ARG_VALUE'],
] as const) {
  test(`does not include ${name}`, async () => {
    const { records, messages } = await read(`$INCLUDE ${name}\nlast 5 A 192.0.2.1\n`);
    const shown = name.replace('\\000', '\0');
    assert.deepEqual(messages, [`top.zone:1:10 “${shown}” is not included: ${problem}`]);
    assert.equal(records.length, 1);
  });
}

test('an absolute path below the folder is included', async () => {
  const { records } = await read(`$TTL 5\n$INCLUDE ${at('other.inc')}\n`);
  assert.equal(records.length, 1);
});

test('a top file that cannot be read is a fault', async () => {
  for (const [name, problem] of [
    ['none', 'no such file'],
    ['sub', 'not a regular file'],
    ['pipe', 'not a regular file'],
    ['top.zone/x', 'no such file'],
  ] as const) {
    const { faults, records } = await readZoneFile(at(name));
    assert.deepEqual(faults, [{ file: at(name), line: 1, column: 1, message: `cannot be read: ${problem}` }]);
    assert.deepEqual(records, []);
  }
});
