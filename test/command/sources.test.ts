import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';
import { projectFolder } from '../support/project.ts';

/** `--zone` with what other tools print. */
const samples = path.join(projectFolder(), 'test/zone/samples');
const folder = mkdtempSync(path.join(tmpdir(), 'sources-'));
after(() => rmSync(folder, { recursive: true }));

const run = async (cwd: string, ...zones: string[]) => {
  const result = await mailcheck(
    ['full', 'example.com', '--offline', '--json', ...zones.flatMap((zone) => ['--zone', zone])],
    { cwd },
  );
  const [domain] = result.code === 2 ? [] : JSON.parse(result.stdout).results;
  return { ...result, rules: domain?.findings.map(({ rule }: { rule: string }) => rule) as string[] };
};

describe('--zone', () => {
  it('finds the same in a zone, whichever tool prints it', async () => {
    const expected = (await run(samples, 'octodns/zones')).rules;
    for (const source of ['dnscontrol.json', 'octodns/production.yaml', 'dnscontrol:dnscontrol.json'])
      assert.deepEqual((await run(samples, source)).rules, expected, source);
    const whole = (await run(samples, 'example.com.zone')).rules;
    for (const source of ['route53.json', 'records.ndjson'])
      assert.deepEqual((await run(samples, source)).rules, whole, source);
  });

  it('a plan speaks for its record sets alone', async () => {
    const { stdout, code } = await run(samples, 'terraform-google.json');
    const [{ sections, skipped }] = JSON.parse(stdout).results;
    assert.equal(sections.dmarc.facts.outcome, 'policy');
    assert.ok(skipped.length > 0);
    assert.notEqual(code, 2);
  });

  it('offline, a set that is taken away is skipped, not missing', async () => {
    const gone = { name: '_dmarc.example.org', type: 'TXT', data: null };
    writeFileSync(path.join(folder, 'gone.ndjson'), `${JSON.stringify(gone)}\n`);
    const { code, stderr } = await mailcheck(['dmarc', 'example.org', '--zone', 'gone.ndjson', '--offline'], {
      cwd: folder,
    });
    // Nobody is asked whether a wildcard stands behind it: that is skipped, not missing.
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('of a folder, tells the zone files that it does not read', async () => {
    const zones = path.join(folder, 'zones');
    mkdirSync(zones);
    const text = '@ 60 IN SOA ns host 1 2 3 4 5\n@ 60 IN MX 0 .\n';
    for (const name of ['example.com.zone', 'example.net.db', 'db.example.org', 'backup.db', 'README'])
      writeFileSync(path.join(zones, name), text);
    const { code, stderr } = await run(folder, 'zones');
    assert.notEqual(code, 2);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      'mailcheck: zones/db.example.org:1:1: a zone file by its name, which is not read here (call it example.org.zone, or give it as example.org=FILE)',
      'mailcheck: zones/example.net.db:1:1: a zone file by its name, which is not read here (call it example.net.zone, or give it as example.net=FILE)',
    ]);
  });

  it('faults end the run, in one line each, with their place', async () => {
    writeFileSync(path.join(folder, 'x.json'), '{"name": "x"}');
    const { code, stdout, stderr } = await run(folder, 'x.json');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^mailcheck: --zone x\.json:1:1: “x\.json” is in no format that is read here \(understood are/,
    );
    const none = await run(folder, 'git:main:x.json');
    assert.match(none.stderr, /--zone git:main:x\.json: this folder is in no git repository/);
  });
});
