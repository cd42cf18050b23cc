import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';

/** What a hurried hand gives: one clear line with the option it gave, and exit 2. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-gate-inputs-'));
after(() => rmSync(folder, { recursive: true }));

const ZONE = `$ORIGIN example.com.
$TTL 300
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ MX 10 mx
@ TXT "v=spf1 mx -all"
mx A 192.0.2.25
`;
const YAML = `'':
  - {type: MX, value: {exchange: mx.example.com., preference: 10}}
  - {type: TXT, value: v=spf1 mx -all}
mx:
  type: A
  value: 192.0.2.25
`;
const ROUTE53 = JSON.stringify({
  ResourceRecordSets: [
    ['example.com.', 'SOA', 'ns1.example.com. h.example.com. 1 7200 900 1209600 300'],
    ['example.com.', 'MX', '10 mx.example.com.'],
    ['example.com.', 'TXT', '"v=spf1 mx -all"'],
    ['mx.example.com.', 'A', '192.0.2.25'],
  ].map(([Name, Type, Value]) => ({ Name, Type, TTL: 300, ResourceRecords: [{ Value }] })),
});

interface Change {
  actions?: string[];
  after?: object | null;
  zone_name?: string;
  ttl?: number;
}

function planText({ actions = ['update'], after: then, ttl = 300 }: Change = {}, more: object = {}): string {
  const set = { name: 'example.com', type: 'TXT', ttl: 300, records: ['v=spf1 mx -all'], zone_id: 'Z1' };
  const change = {
    ...{ actions, before: set, after_unknown: {} },
    after: then === undefined ? { ...set, ttl, records: ['v=spf1 mx ~all'] } : then,
  };
  const resource = { address: 'aws_route53_record.a', mode: 'managed', type: 'aws_route53_record', change };
  return JSON.stringify({ format_version: '1.2', resource_changes: [resource], ...more });
}

const cut = (text: string): string => text.slice(0, (text.length * 2) / 3);
const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

function file(name: string, text: string | Buffer): void {
  writeFileSync(path.join(folder, name), text);
}

before(() => {
  const git = (...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: folder,
    });
  git('init', '-q');
  file('good.zone', ZONE);
  file('notes.md', 'just words\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  mkdirSync(path.join(folder, 'nothing'));
  symlinkSync('loop2', path.join(folder, 'loop1'));
  symlinkSync('loop1', path.join(folder, 'loop2'));
  file('empty.json', '');
  file('plan.json', planText());
  file('delete.json', planText({ actions: ['delete'], after: null }));
  file('unchanged.json', planText({}, { resource_changes: [] }));
  file('errored.json', planText({}, { errored: true }));
  file('ttl.json', planText({ ttl: 1e30 }));
  file('no-list.json', planText({}, { resource_changes: {} }));
  file('state.json', '{"format_version":"1.0","terraform_version":"1.9.0","values":{}}');
  file('plan-cut.json', cut(planText()));
  file('plan-utf16.json', utf16(planText()));
  file('plan-crlf.json', crlf(JSON.stringify(JSON.parse(planText()), null, 2)));
  file('route53.json', ROUTE53);
  file('route53-cut.json', cut(ROUTE53));
  file('route53-utf16.json', utf16(ROUTE53));
  file('route53-crlf.json', crlf(JSON.stringify(JSON.parse(ROUTE53), null, 2)));
  file('route53-page.json', JSON.stringify({ ...JSON.parse(ROUTE53), IsTruncated: true }));
  file('route53-none.json', '{"ResourceRecordSets":[]}');
  file('route53-ttl.json', ROUTE53.replace('"MX","TTL":300', '"MX","TTL":1e30'));
  file('example.com.yaml', YAML);
  file('yaml-cut', YAML.slice(0, 75));
  file('yaml-colon', YAML.replace('mx:\n', 'mx\n'));
  file('yaml-utf16', utf16(YAML));
  file('yaml-crlf', crlf(YAML));
  file('yaml-number', YAML.replace('preference: 10', 'preference: 99999999999999999999'));
});

const run = (option: '--base' | '--zone', source: string) =>
  mailcheck(['gate', '--offline', option === '--base' ? '--zone' : '--base', 'good.zone', option, source], {
    cwd: folder,
  });

const REFUSED: [source: string, words: RegExp][] = [
  ['git:nowhere:good.zone', /: git knows no revision “nowhere”$/],
  ['git:HEAD~9:good.zone', /: git knows no revision “HEAD~9”$/],
  [`git:${'9'.repeat(60)}:good.zone`, /: git knows no revision “9+”$/],
  ['git:HEAD', /: write git:REVISION:PATH$/],
  ['git:HEAD:', /: write git:REVISION:PATH$/],
  ['git:-x:good.zone', /: “-x” is no revision$/],
  ['git:HEAD:nowhere.zone', /: cannot be read: no such file in that revision$/],
  ['git:HEAD:/good.zone', /: cannot be read: no such file in that revision$/],
  ['git:HEAD:notes.md', / HEAD:notes\.md:1:1: “notes\.md” is in no format that is read here/],
  ['HEAD:good.zone', /: cannot be read: no such file \(of a revision: git:HEAD:good\.zone\)$/],
  ['nowhere.zone', /: cannot be read: no such file$/],
  ['good.zone/x', /: cannot be read: no such file$/],
  ['loop1', /: cannot be read: too many symbolic links$/],
  ['loop1/x', /: cannot be read: too many symbolic links$/],
  ['a'.repeat(5000), /: cannot be read: its name is too long$/],
  ['/dev/null', /: cannot be read: not a regular file$/],
  ['nothing', /: no file there is called after a zone, as example\.com\.yaml is$/],
  ['', / : no path$/],
  ['empty.json', /: the file is empty$/],
  ['plan.json', /whether “example\.com” is a whole name is not told \(give its zone: ORIGIN=FILE/],
  ['no-list.json', /“resource_changes” is no list$/],
  ['state.json', /a state, no plan \(terraform plan -out=PLAN/],
  ['plan-cut.json', /not JSON: /],
  ['plan-utf16.json', /the text is UTF-16 \(save it as UTF-8\)$/],
  ['route53-cut.json', /not JSON: /],
  ['route53-utf16.json', /the text is UTF-16 \(save it as UTF-8\)$/],
  ['route53-none.json', /: no records in it$/],
  ['example.com=octodns:yaml-colon', /yaml-colon:4:1: not YAML: /],
  ['example.com=octodns:yaml-utf16', /the text is UTF-16 \(save it as UTF-8\)$/],
  ['octodns:yaml-crlf', /the file’s name is no zone’s \(OctoDNS calls it after the zone/],
];

/** Of what was published, only what cannot be read is not known. */
const HALF_READ: [source: string, words: RegExp][] = [
  ['route53-page.json', /the list is cut off: more records follow/],
  ['route53-ttl.json', /“TTL” is no number of seconds/],
  ['example.com=octodns:yaml-number', /preference is not a number/],
  ['example.com=octodns:yaml-cut', /no record: it is a mapping with a type/],
  ['example.com=ttl.json', /“ttl” is no number of seconds/],
  ['example.com=errored.json', /the plan ended with an error: it is not whole/],
];

const SAME = [
  'route53.json',
  'route53-crlf.json',
  'example.com.yaml',
  'example.com=octodns:yaml-crlf',
  'git:HEAD:good.zone',
];

describe('gate: wrong input', () => {
  for (const option of ['--base', '--zone'] as const) {
    const ending = option === '--base' ? REFUSED : [...REFUSED, ...HALF_READ];
    for (const [source, words] of ending)
      it(`${option} ${source.slice(0, 40)}`, async () => {
        const { code, stdout, stderr } = await run(option, source);
        assert.deepEqual([code, stdout], [2, ''], stderr);
        assert.match(stderr, new RegExp(`^mailcheck: ${option} [^\\n]*\\n$`));
        assert.match(stderr.trimEnd().replace(/; a version that can be read.*$/, ''), words);
      });
  }

  for (const [source, words] of HALF_READ)
    it(`--base ${source} is compared as far as it goes`, async () => {
      const { code, stderr } = await run('--base', source);
      assert.equal(code, 3);
      assert.match(stderr, words);
      assert.match(stderr, /not known before the change: /);
    });

  for (const source of SAME)
    it(`${source} is what it says`, async () => {
      for (const option of ['--base', '--zone'] as const)
        assert.deepEqual((await run(option, source)).code, 0, option);
    });

  it('a plan is read whatever its line ends, and one that changes nothing passes', async () => {
    const { code, stdout } = await run('--zone', 'example.com=plan-crlf.json');
    assert.equal(code, 0);
    assert.match(stdout, /changes {2}example\.com TXT/);
    assert.equal((await run('--zone', 'unchanged.json')).code, 0);
  });

  it('a plan that takes away what cannot be read does not pass for one that changes nothing', async () => {
    const { code, stderr } = await run('--zone', 'delete.json');
    assert.equal(code, 2);
    assert.match(stderr, /what was here before is not read: .*ORIGIN=FILE/);
    assert.equal((await run('--zone', 'example.com=delete.json')).code, 1);
  });
});
