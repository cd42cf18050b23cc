import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { OPTIONAL } from '../support/optional.ts';
import { projectText } from '../support/project.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-gate-'));
after(() => rmSync(folder, { recursive: true }));

const PUBLISHED = 'examples/example.com.zone';
const TEXT = projectText(PUBLISHED);

/** The published zone with one edit, as a file. */
function proposed(name: string, from: string | RegExp, to: string): string {
  const file = path.join(folder, `${name}.zone`);
  const text = TEXT.replace(from, to);
  assert.notEqual(text, TEXT);
  writeFileSync(file, text);
  return file;
}

const BETTER = proposed(
  'better',
  'mx ip4:192.0.2.26',
  'ip4:192.0.2.25 ip4:198.51.100.25 ip4:192.0.2.26 ip6:2001:db8:25::2 ip6:2001:db8:25::1',
);
const WORSE = proposed('worse', 'ip4:192.0.2.26 ', 'ip4:192.0.2.26.1 ');
const NO_MX = proposed('no-mx', /^@ +MX .*\n/gm, '');

const gate = (args: string[], command = 'gate') =>
  mailcheck([command, '--base', PUBLISHED, '--offline', '--color', 'never', ...args], { columns: 100 });

describe('gate', () => {
  it('fails for what the change makes worse, and names it', async () => {
    const { code, stdout } = await gate(['--zone', WORSE]);
    assert.equal(code, 1);
    assert.match(stdout, /changes {2}example\.com TXT/);
    assert.match(stdout, /ERROR {4}new · spf\/syntax · example\.com TXT/);
    assert.match(stdout, /FAIL {2}1 error/);
  });

  it('judges a deleted MX by what the domain is now', async () => {
    const { code, stdout } = await gate(['--zone', NO_MX]);
    assert.equal(code, 1);
    assert.match(stdout, /meaning {2}MX: mail servers → /);
    assert.match(stdout, /new · mx\/missing/);
  });

  it('a policy that is taken away is told offline too, where nobody asks the domains above', async () => {
    const { code, stdout } = await gate(['--zone', proposed('no-dmarc', /^_dmarc .*\n/gm, '')]);
    assert.equal(code, 1);
    assert.match(stdout, /ERROR {4}new · change\/dmarc-removed · _dmarc\.example\.com TXT/);
  });

  it('judges a sub-domain of which nothing is left', async () => {
    const shop = `${TEXT}\nshop MX 10 mx1\nshop TXT "v=spf1 mx -all"\n`;
    const before = path.join(folder, 'with-shop.zone');
    writeFileSync(before, shop);
    const args = ['gate', '--zone', PUBLISHED, '--base', before, '--offline', '--json'];
    const { code, stdout } = await mailcheck(args);
    const { results } = JSON.parse(stdout);
    const found = results.find(({ domain }: { domain: string }) => domain === 'shop.example.com');
    assert.equal(code, 1);
    assert.equal(found.verdict, 'fail');
  });

  it('passes a harmless change, and says what it means', async () => {
    const { code, stdout } = await gate(['--zone', BETTER]);
    assert.equal(code, 0);
    assert.match(stdout, /SPF: 2 → 1 of 10 lookups/);
    assert.match(stdout, /PASS {2}this change makes nothing worse/);
  });

  it('counts what changes beside, and concerns no mail', async () => {
    const web = '$1 198.51.100.80\nwiki A 198.51.100.81\nwiki TXT "hello"\n';
    const moved = proposed('web', /^(www +A +)192\.0\.2\.80\n/m, web);
    const { code, stdout } = await gate(['--zone', moved, 'example.com']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /nothing changes that mail rests on; elsewhere: 3 other record sets change, none concerns mail/,
    );
    const both = path.join(folder, 'both.zone');
    writeFileSync(both, projectText(PUBLISHED).replace('192.0.2.80', '192.0.2.81').replace('~all', '-all'));
    const { stdout: told } = await gate(['--zone', both, 'example.com']);
    assert.match(told, /elsewhere: 1 other record set changes, and does not concern mail/);
  });

  it('does not call what mail may rest on, and no audit judges, none of its concern', async () => {
    const told = async (name: string, edit: string, from: RegExp = /^www /m): Promise<string> =>
      (await gate(['--zone', proposed(name, from, edit), 'example.com'])).stdout;
    for (const [name, edit, set] of [
      ['cut', 'sub._domainkey NS ns.example.net.\nwww ', 'sub\\._domainkey\\.example\\.com NS'],
      ['report', 'example.net._report._dmarc TXT "v=DMARC1"\nwww ', 'example\\.net\\._report\\._dmarc'],
    ] as const) {
      const text = await told(name, edit);
      assert.match(text, new RegExp(`not judged:\\s+${set}`));
      assert.doesNotMatch(text, /concerns? mail/);
    }
    const ns = await told('ns', '@ NS ns3.example.net.', /^@ +NS +ns2$/m);
    assert.doesNotMatch(ns, /concerns? mail/);
    const alias = await told('alias', 'mx2 CNAME mx1', /^mx2 +A .*\nmx2 +AAAA .*$/m);
    assert.match(alias, /changes {2}.*mx2\.example\.com A/);
    assert.doesNotMatch(alias, /concerns? mail/);
    const web = await told('web-alias', 'shop CNAME www\nwww ');
    assert.match(web, /1 other record set changes, and does not concern mail/);
  });

  it('claims no more than was judged, in the line and in the verdict', async () => {
    const cut = proposed('claims', /^www /m, 'example.net._report._dmarc TXT "v=DMARC1"\nwww ');
    const { code, stdout } = await gate(['--zone', cut, 'example.com']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^PASS {2}example\.com: nothing of what was judged changes; not judged: example\.net\._report/m,
    );
    const { stdout: told } = await gate(['--zone', cut, 'example.com', '-v']);
    assert.match(told, /^PASS {2}.*$/m);
    assert.doesNotMatch(told, /makes nothing worse|nothing changes/);
    const { stdout: json } = await gate(['--zone', cut, 'example.com', '--json']);
    assert.deepEqual(JSON.parse(json).results[0].change.unjudged, [
      { name: 'example.net._report._dmarc.example.com', type: 'TXT' },
    ]);
  });

  it('what nobody was asked for is not called judged', async () => {
    const include = proposed('include', 'ip4:192.0.2.26', 'ip4:192.0.2.26 include:spf.crm.example');
    const optional = ['mta-sts/missing', 'tls-rpt/missing'].flatMap((rule) => ['--ignore', rule]);
    const { stdout } = await gate(['--zone', include, 'example.com', ...optional]);
    assert.match(stdout, /^PASS {2}nothing that was judged gets worse by this change$/m);
    const { stdout: json } = await gate(['--zone', include, 'example.com', '--json']);
    assert.deepEqual(JSON.parse(json).results[0].change.unjudged, [{ name: 'spf.crm.example', type: 'TXT' }]);
  });

  it('forty zones in one run take seconds, and the one that breaks fails', async () => {
    const zones = (name: string, broken?: number): string => {
      const place = path.join(folder, name);
      mkdirSync(place);
      for (let index = 0; index < 40; index++) {
        const spf = index === broken ? 'ip4:192.0.2.260' : 'ip4:192.0.2.26';
        const text = TEXT.slice(0, TEXT.indexOf('; What the newsletter')).replace('ip4:192.0.2.26', spf);
        writeFileSync(
          path.join(place, `d${index}.example.zone`),
          text.replaceAll('example.com.', `d${index}.example.`),
        );
      }
      return place;
    };
    const began = performance.now();
    const args = ['gate', '--offline', '--json', '--base', zones('forty'), '--zone', zones('forty-new', 17)];
    const { code, stdout } = await mailcheck(args);
    assert.equal(code, 1);
    const { results } = JSON.parse(stdout);
    assert.equal(results.length, 40);
    assert.deepEqual(
      results.flatMap(({ domain, verdict }: Record<string, string>) => (verdict === 'pass' ? [] : [domain])),
      ['d17.example'],
    );
    assert.ok(performance.now() - began < 30_000);
  });

  it('a zone that is no longer given is told of, once, and taken as unchanged', async () => {
    const two = path.join(folder, 'two');
    const one = path.join(folder, 'one');
    for (const place of [two, one]) mkdirSync(place);
    const zone = (name: string): string =>
      TEXT.slice(0, TEXT.indexOf('; What the newsletter')).replaceAll('example.com.', `${name}.`);
    for (const name of ['kept.example', 'left.example'])
      writeFileSync(path.join(two, `${name}.zone`), zone(name));
    writeFileSync(path.join(one, 'kept.example.zone'), zone('kept.example'));
    const args = ['gate', '--offline', '--base', two, '--color', 'never', '--zone'];
    const { code, stdout, stderr } = await mailcheck([...args, one]);
    assert.equal(code, 0);
    assert.equal(stderr, 'mailcheck: left.example: its zone is no longer given; taken as unchanged\n');
    assert.match(
      stdout,
      /PASS {2}left\.example: [^\n]*; left\.example: its zone is no longer given; taken as unchanged/,
    );
    assert.doesNotMatch(stdout, /PASS {2}kept\.example: [^\n]*no longer/);
    assert.equal((await mailcheck([...args, two])).stderr, '');
  });

  it('does not fail for what is there already', async () => {
    const { code, stdout } = await mailcheck(['gate', '--base', WORSE, '--zone', WORSE, '--offline']);
    assert.equal(code, 0);
    assert.match(stdout, /not caused by this change: 1 error \(spf\/syntax\)/);
  });

  it('takes the domains from the records, and those that are named', async () => {
    const names = async (args: string[]) =>
      JSON.parse((await gate(['--zone', BETTER, '--json', ...args])).stdout).results.map(
        ({ domain }: { domain: string }) => domain,
      );
    assert.ok((await names([])).includes('example.com'));
    assert.deepEqual(await names(['example.com']), ['example.com']);
  });

  it('diff tells the same and fails for nothing', async () => {
    const { code, stdout } = await gate(['--zone', WORSE], 'diff');
    assert.equal(code, 0);
    assert.match(stdout, /new · spf\/syntax/);
  });

  it('says what is lacking', async () => {
    for (const [args, words] of [
      [['gate'], /give the proposed records with --zone/],
      [['gate', '--zone', WORSE, '--offline'], /give what is published with --base/],
      [['diff', '--zone', WORSE, '--base', 'live', '--base', PUBLISHED], /“live” or records, not both/],
      [['gate', '--zone', WORSE, '--base', 'nowhere.zone'], /nowhere\.zone/],
      [['gate', '--zone', WORSE, '--what-if', 'add mx'], /unknown option '--what-if'/],
    ] as const) {
      const { code, stderr, stdout } = await mailcheck([...args]);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, words);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });

  it('JSON has the state of every finding, and both sides of every changed set', async () => {
    const { stdout } = await gate([
      '--zone',
      WORSE,
      '--json',
      ...OPTIONAL.flatMap((rule) => ['--ignore', rule]),
    ]);
    const [{ findings, change }] = JSON.parse(stdout).results;
    assert.deepEqual(
      findings.map(({ rule, state }: { rule: string; state: string }) => [rule, state]),
      [['spf/syntax', 'new']],
    );
    const [set] = change.records.filter(({ type }: { type: string }) => type === 'TXT');
    assert.equal(set.name, 'example.com');
    assert.match(set.before[0], /ip4:192\.0\.2\.26 /);
    assert.match(set.after[0], /ip4:192\.0\.2\.26\.1 /);
    assert.ok(set.source.file.endsWith('worse.zone') && set.source.line > 10);
  });
});
