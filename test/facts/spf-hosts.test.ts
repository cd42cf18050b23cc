import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureResolver } from '../support/fixture.ts';

const HOSTS = Array.from(
  { length: 6 },
  (_, index) => `@ MX 10 mx${index}\nmx${index} A 192.0.2.${index}\n`,
).join('');
const ZONE = `${HOSTS}@ MX 20 mx.vendor.example.\nmx0 TXT "v=spf1 a -all"\nmx1 TXT "other"\n`;

const hostsOf = async (zone: string) =>
  (await audit('example.com', fixtureResolver(zone), { sections: ['spf'] })).sections.spf!.facts.hosts;

it('the SPF records of own MX hosts that may send are facts: four at most', async () => {
  assert.deepEqual(await hostsOf(`${ZONE}@ TXT "v=spf1 mx -all"`), [
    { host: 'mx0.example.com', status: 'present', records: ['v=spf1 a -all'] },
    { host: 'mx1.example.com', status: 'present', records: [] },
    { host: 'mx2.example.com', status: 'absent', records: [] },
    { host: 'mx3.example.com', status: 'absent', records: [] },
  ]);
});

it('hosts that may not send are not asked', async () => {
  for (const record of [
    'v=spf1 -all',
    'v=spf1 ?mx -all',
    'v=spf1 mx:vendor.example -all',
    'v=spf1 ip4:192.0.2.1 -all',
  ])
    assert.deepEqual(await hostsOf(`${ZONE}@ TXT "${record}"`), [], record);
});

it('one that is not answered decides nothing', async () => {
  const zone = `${ZONE}@ TXT "v=spf1 mx -all"\n;! TIMEOUT mx0.example.com TXT`;
  const result = await audit('example.com', fixtureResolver(zone), { sections: ['spf'] });
  assert.equal(result.sections.spf!.facts.hosts[0]!.status, 'failed');
  assert.deepEqual(result.inconclusive, []);
});

it('the table shows what they say of themselves', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-hosts-'));
  const file = path.join(folder, 'one.zone');
  writeFileSync(
    file,
    `$ORIGIN example.com.\n$TTL 300\n@ SOA ns host 1 2 3 4 5\n${ZONE}@ TXT "v=spf1 mx -all"\n`,
  );
  const { stdout } = await mailcheck(['spf', 'example.com', '--zone', file, '--offline']);
  rmSync(folder, { recursive: true });
  assert.match(stdout, /^ *hosts +mx0\.example\.com: v=spf1 a -all$/m);
});
