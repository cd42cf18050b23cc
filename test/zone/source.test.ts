import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readZoneSource } from '../../src/zone/index.ts';
import { shownFault } from './reading.ts';

/** What `--zone` names, and how it is recognised. */
const top = mkdtempSync(path.join(tmpdir(), 'source-'));
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words], {
    cwd: top,
    stdio: 'pipe',
  });

function file(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
  writeFileSync(path.join(top, name), text);
  return name;
}

const RECORD = '{"name":"a.example.com","type":"A","ttl":60,"data":"192.0.2.1"}\n';

before(() => {
  git('init', '-q', '-b', 'main');
  file('zones/example.com.zone', '$ORIGIN example.com.\n$TTL 60\na A 192.0.2.1\n$INCLUDE more.inc\n');
  file('zones/more.inc', 'b A 192.0.2.2\n');
  file('zones/example.net.yaml', 'a: {type: A, value: 192.0.2.3}\n');
  file(
    'dns/config.yaml',
    'providers:\n  config: {class: octodns.provider.yaml.YamlProvider, directory: ./zones, default_ttl: 7}\nzones:\n  "*": {sources: [config]}\n',
  );
  file('records.ndjson', RECORD);
  symlinkSync('records.ndjson', path.join(top, 'link'));
  file('.gitattributes', '*.ndjson diff=evil filter=evil\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  file('zones/example.com.zone', 'broken (\n');
});
after(() => rmSync(top, { recursive: true }));

async function read(source: string, cwd = top) {
  const result = await readZoneSource(source, cwd);
  if ('problem' in result) return { problem: result.problem, records: [], faults: [] };
  return {
    problem: undefined,
    records: result.zones.flatMap(({ records }) =>
      records.map(({ name, ttl, file, line }) => `${name} ${ttl} ${file}:${line}`),
    ),
    faults: result.zones.flatMap(({ faults }) => faults.map(shownFault)),
  };
}

describe('git:REVISION:PATH', () => {
  it('reads a file of a revision, what it includes, and shows its place there', async () => {
    assert.deepEqual(await read('git:main:zones/example.com.zone'), {
      problem: undefined,
      records: ['a.example.com 60 main:zones/example.com.zone:3', 'b.example.com 60 main:zones/more.inc:1'],
      faults: [],
    });
  });

  it('reads a folder and a configuration, from below the top as well', async () => {
    const folder = ['a.example.com 60', 'b.example.com 60', 'a.example.net 3600'];
    for (const [source, cwd] of [
      ['git:HEAD:zones', top],
      ['git:HEAD:./', path.join(top, 'zones')],
      ['git:HEAD:zones', path.join(top, 'zones')],
    ] as const)
      assert.deepEqual(
        (await read(source, cwd)).records.map((one) => one.replace(/ \S+$/, '')),
        folder,
      );
    assert.deepEqual((await read('git:HEAD:dns/config.yaml')).records, [
      'a.example.net 7 HEAD:zones/example.net.yaml:1',
    ]);
  });

  it('runs nothing that the repository names', async () => {
    const mark = path.join(top, 'ran');
    for (const [key, value] of [
      ['diff.evil.textconv', `touch ${mark}; cat`],
      ['diff.external', `touch ${mark}`],
      ['filter.evil.smudge', `touch ${mark}; cat`],
      ['core.pager', `touch ${mark}; cat`],
      ['core.fsmonitor', `touch ${mark}`],
    ] as const)
      git('config', key, value);
    assert.equal((await read('git:main:records.ndjson')).records.length, 1);
    assert.throws(() => execFileSync('ls', [mark], { stdio: 'pipe' }));
  });

  for (const [source, expected] of [
    ['git:nowhere:x', 'git knows no revision “nowhere”'],
    ['git:--output=x:x', '“--output=x” is no revision'],
    ['git:main', 'write git:REVISION:PATH'],
    ['git::x', '“” is no revision'],
  ] as const)
    it(`${source} is no source`, async () => assert.equal((await read(source)).problem, expected));

  it('says which path the revision lacks, and follows no link', async () => {
    for (const [source, expected] of [
      ['git:main:none', 'cannot be read: no such file in that revision'],
      ['git:main:../x', 'cannot be read: no such file in that revision'],
      ['git:main:link', 'cannot be read: not a regular file'],
    ] as const)
      assert.equal((await read(source)).problem, expected);
  });

  it('of a shallow clone it says that the revision has to be fetched', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'shallow-'));
    git('commit', '-qm', 'second', '--allow-empty');
    git('clone', '-q', '--depth', '1', `file://${top}`, cwd);
    assert.equal(
      (await read('git:HEAD~1:records.ndjson', cwd)).problem,
      'git knows no revision “HEAD~1” (this clone is shallow: fetch the revision first, or all with fetch-depth: 0)',
    );
    rmSync(cwd, { recursive: true });
  });

  it('outside a repository it says so', async () => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'bare-'));
    assert.equal((await read('git:main:x', cwd)).problem, 'this folder is in no git repository');
    rmSync(cwd, { recursive: true });
  });
});

describe('the format', () => {
  it('is told by the content, or forced', async () => {
    file('plain', RECORD);
    assert.equal((await read('plain')).records.length, 1);
    assert.equal((await read('records:plain')).records.length, 1);
    assert.equal((await read('records:git:main:records.ndjson')).records.length, 1);
    assert.equal((await read('example.com=git:main:records:records.ndjson')).records.length, 1);
    file('zone.txt', '@ 60 A 192.0.2.1\n');
    assert.deepEqual((await read('example.com=zone:zone.txt')).records, [
      `example.com 60 ${path.join(top, 'zone.txt')}:1`,
    ]);
  });

  for (const [name, text] of [
    ['package.json', '{"name": "x"}'],
    ['page.html', '<html><body>A page</body></html>\n'],
    ['notes', 'just some words\n'],
  ] as const)
    it(`of ${name} is not understood: the fault says what is, and how to force it`, async () => {
      const { faults } = await read(file(name, text));
      assert.equal(faults.length, 1);
      assert.match(
        faults[0]!,
        /is in no format that is read here \(understood are zone: .*octodns.*terraform.*records/,
      );
      assert.match(faults[0]!, /to force one, as in records:FILE\)$/);
    });

  for (const [name, text, expected] of [
    ['empty.json', '\n', '1:1 the file is empty'],
    ['plan.json', '\xff\xfe{\0"\0', '1:1 the text is UTF-16 (save it as UTF-8)'],
    ['plan.tfplan', 'PK\x03\x04\x14', /terraform show -json PLAN” prints\)$/],
    ['plan.txt', '\nTerraform will perform the following actions:\n', /terraform show -json PLAN” prints\)$/],
  ] as const)
    it(`of ${name} is not understood: ${expected}`, async () => {
      writeFileSync(path.join(top, name), text, 'latin1');
      const [fault = ''] = (await read(name)).faults;
      if (typeof expected === 'string') assert.equal(fault, expected);
      else assert.match(fault, expected);
    });

  it('a zone file with faults keeps them', async () => {
    assert.deepEqual((await read(file('bad.zone', 'a.example.com. 60 A x\n'))).faults, [
      '1:21 not an IPv4 address: “x”',
    ]);
  });
});

describe('OctoDNS’s configuration', () => {
  const config = (zones: string, provider = 'directory: ../zones') =>
    file(
      'octo/production.yaml',
      `providers:\n  config: {class: octodns.provider.yaml.YamlProvider, ${provider}}\n  other: {class: octodns_x.Provider}\nzones:\n${zones}`,
    );

  it('names zones, aliases, and one of them may be wanted', async () => {
    const given = config('  example.net.: {sources: [config]}\n  example.org.: {alias: example.net.}\n');
    const names = async (source: string) => (await read(source)).records.map((one) => one.split(' ')[0]);
    assert.deepEqual(await names(given), ['a.example.net', 'a.example.org']);
    assert.deepEqual(await names(`example.org=${given}`), ['a.example.org']);
  });

  it('a zone that has other sources too is not whole', async () => {
    const result = await readZoneSource(config('  example.net.: {sources: [config, other]}\n'), top);
    assert.ok('zones' in result);
    assert.ok(result.zones.every(({ whole }) => whole === undefined));
    assert.match(result.zones[0]!.notes[0]!.message, /the source “other” is not read/);
  });

  for (const [zones, provider, expected] of [
    ['  example.org.: {sources: [config]}\n', undefined, /no file of the zone example\.org is found/],
    ['  example.net: {sources: [config]}\n', undefined, /“example\.net” is no zone/],
    ['  example.net.: {sources: [nobody]}\n', undefined, /no provider “nobody” is described/],
    [
      '  example.net.: {sources: [config]}\n',
      'directory: env/DIR',
      /the directory of this provider is not told/,
    ],
    ['  example.net.: {sources: [config]}\n', 'directory: ./none', /no folder “\.\/none” is found/],
    [
      '  example.net.: {sources: [config]}\n',
      'directory: ../zones, split_extension: .',
      /records in several files/,
    ],
  ] as const)
    it(String(expected), async () =>
      assert.match((await read(config(zones, provider))).faults.join('\n'), expected),
    );
});
