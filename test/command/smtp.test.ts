import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { recorded } from '../../src/dns/index.ts';
import { recordedNet } from '../../src/net/index.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { fixtureNet } from '../support/fixture-net.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-smtp-command-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ZONE = '@ MX 10 mail\nmail A 192.0.2.1\n;@ smtp://192.0.2.1 no-starttls';
const offline = ['--zone', 'test/golden/zones/healthy.zone', '--offline'];

describe('mail servers on the command line', () => {
  it('full leaves them out unless --smtp asks for them', async () => {
    const sections = async (...more: string[]): Promise<string[]> => {
      const { stdout } = await mailcheck(['full', 'example.com', ...offline, '--json', ...more]);
      return Object.keys(JSON.parse(stdout).results[0].sections);
    };
    assert.ok(!(await sections()).includes('smtp'));
    assert.ok((await sections('--smtp')).includes('smtp'));
  });

  it('offline they are skipped, and nothing is said of them', async () => {
    const { stdout, code } = await mailcheck(['smtp', 'example.com', ...offline, '--json']);
    const [result] = JSON.parse(stdout).results;
    assert.deepEqual([code, result.sections.smtp.status, result.findings], [0, 'skipped', []]);
  });

  for (const args of [
    ['gate', 'example.com', ...offline, '--base', 'test/golden/zones/healthy.zone', '--smtp'],
    ['diff', 'example.com', ...offline, '--base', 'test/golden/zones/healthy.zone', '--smtp'],
    ['spf', 'example.com', ...offline, '--smtp'],
    ['spf', 'example.com', ...offline, '--helo', 'mail.example.net'],
    ['smtp', 'example.com', ...offline, '--helo', 'a\r\nMAIL FROM:<x@example.net>'],
    ['smtp', 'example.com', ...offline, '--helo', 'two words'],
  ])
    it(`${args[0]} … ${args.slice(-2).join(' ').replaceAll(/\s/g, ' ')} is a usage error`, async () => {
      const { code, stdout } = await mailcheck(args);
      assert.deepEqual([code, stdout], [2, '']);
    });

  it('greets with a name of one’s own', async () => {
    for (const name of ['probe.example.net', '[192.0.2.9]', '[IPv6:2001:db8::9]']) {
      const { code, stderr } = await mailcheck(['smtp', 'example.com', ...offline, '--helo', name]);
      assert.deepEqual([code, stderr], [0, '']);
    }
  });

  it('a recording holds the sessions, and its replay finds the same', async () => {
    const dns = recorded(fixtureResolver(ZONE));
    const servers = recordedNet(fixtureNet(ZONE));
    const live = await audit('example.com', dns.resolver, { sections: ['smtp'], net: servers.net });
    const recording = { mailcheckRecording: 1, now: '2026-11-25T00:00:00Z', answers: dns.answers() };
    const file = path.join(folder, 'recording.json');
    writeFileSync(file, JSON.stringify({ ...recording, ...servers.kept() }));
    const { stdout, code } = await mailcheck(['smtp', 'example.com', '--replay', file, '--json']);
    const [replay] = JSON.parse(stdout).results;
    const found = (result: typeof live): string[] => result.findings.map(({ fingerprint }) => fingerprint);
    assert.deepEqual([code, found(replay)], [1, found(live)]);
    assert.deepEqual(replay.sections.smtp, JSON.parse(JSON.stringify(live.sections.smtp)));
    assert.equal(found(live).length, 1);
  });
});
