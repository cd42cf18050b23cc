import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { OPTIONAL } from '../support/optional.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'octodns-'));
after(() => rmSync(folder, { recursive: true }));

const NO_MAIL = `'':
  - {type: MX, value: {exchange: ., preference: 0}}
  - {type: TXT, value: v=spf1 -all}
_dmarc: {type: TXT, value: v=DMARC1\\; p=reject}
`;

function file(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text, 'latin1');
  return name;
}

const run = (...args: string[]) => mailcheck(['full', ...args, '--offline'], { cwd: folder });

describe('--zone with OctoDNS’s YAML', () => {
  for (const name of ['example.com.yaml', 'example.com..yaml', 'example.com.yml', 'EXAMPLE.com.YAML'])
    it(`${name} is the zone example.com`, async () => {
      const { code, stderr } = await run('example.com', '--zone', file(name, NO_MAIL));
      assert.deepEqual([code, stderr], [0, '']);
    });

  it('takes the zone’s name from ORIGIN=FILE', async () => {
    const given = file('production.yaml', NO_MAIL);
    const { code } = await run('example.net', '--zone', `example.net=${given}`);
    assert.equal(code, 0);
    const without = await run('example.net', '--zone', given);
    assert.equal(without.code, 2);
    assert.match(
      without.stderr,
      /production\.yaml:1:1: the file’s name is no zone’s \(OctoDNS calls it after/,
    );
  });

  it('an internationalised zone may be called in UTF-8', async () => {
    const { code } = await run('bücher.example', '--zone', file('bücher.example.yaml', NO_MAIL));
    assert.equal(code, 0);
  });

  it('is authoritative: what is not listed is absent', async () => {
    const given = file('bare/example.com.yaml', 'www: {type: A, value: 192.0.2.1}\n');
    const { code, stdout } = await run('example.com', '--zone', given, '--json');
    assert.equal(code, 1);
    assert.match(stdout, /"rule": "spf\/missing"/);
  });

  it('an address that a provider makes is not called absent', async () => {
    const zone = `'': [{type: MX, value: {exchange: mx.example.com., preference: 10}}, {type: TXT, value: v=spf1 mx -all}]
_dmarc: {type: TXT, value: v=DMARC1\\; p=reject}
mx: {type: ALIAS, value: lb.example.net.}
`;
    const { code, stdout, stderr } = await run(
      'example.com',
      '--zone',
      file('alias/example.com.yaml', zone),
      '--json',
    );
    const rules = JSON.parse(stdout).results[0].findings.map(({ rule }: { rule: string }) => rule);
    assert.deepEqual(rules, ['dkim/none-possible', 'dmarc/rua-missing', ...OPTIONAL]);
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^mailcheck: alias\/example\.com\.yaml:3:6: ALIAS is not read: what A and AAAA answer here/,
    );
  });

  it('faults end the run, each with its place', async () => {
    const given = file('bad/example.com.yaml', "'':\n  type: TXT\n  vlaue: x\nwww: {type: A, value: x}\n");
    const { code, stderr, stdout } = await run('example.com', '--zone', given);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(
      stderr,
      `mailcheck: --zone bad/example.com.yaml:3:3: the key “vlaue” means nothing here (did you mean value?)
mailcheck: --zone bad/example.com.yaml:2:3: TXT has no value (give value or values)
mailcheck: --zone bad/example.com.yaml:4:23: not an IPv4 address: “x”
`,
    );
  });

  it('says once what holds of many lines, and nothing with --quiet', async () => {
    const names = ['a', 'b', 'c'].map((name) => `${name}: {type: CNAME, value: x.example.net}\n`);
    const given = file('dots/example.com.yaml', NO_MAIL + names.join(''));
    const { code, stderr } = await run('example.com', '--zone', given);
    assert.equal(code, 0);
    assert.equal(
      stderr,
      'mailcheck: dots/example.com.yaml:5:25: a name without its final dot is read as a whole name (OctoDNS refuses it unless it is lenient, and providers may differ: add the dot); also in lines 6, 7\n',
    );
    assert.equal((await run('example.com', '--zone', given, '-q')).stderr, '');
  });

  it('two files for one zone are refused', async () => {
    const master = file('soa.zone', '$TTL 60\n$ORIGIN example.com.\n@ SOA a b 1 1 1 1 1\n');
    const { code, stderr } = await run('example.com', '--zone', 'example.com.yaml', '--zone', master);
    assert.equal(code, 2);
    assert.match(stderr, /soa\.zone and example\.com\.yaml are both the whole zone example\.com; give one/);
  });

  it('takes a folder of zones', async () => {
    file('zones/example.com.yaml', NO_MAIL);
    file('zones/example.net.yaml', NO_MAIL);
    file(
      'zones/example.org.zone',
      '$TTL 60\n@ SOA a b 1 1 1 1 1\n@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n',
    );
    file('zones/config.yaml', 'providers: {}\n');
    const { code, stderr } = await run('example.com', 'example.net', 'example.org', '--zone', 'zones');
    assert.deepEqual([code, stderr], [0, '']);
    mkdirSync(path.join(folder, 'nothing'));
    const none = await run('example.com', '--zone', 'nothing');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /no file there is called after a zone/);
  });
});
