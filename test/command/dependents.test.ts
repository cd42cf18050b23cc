import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { type NameServer, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { mailcheck } from '../support/command.ts';

const cwd = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-dependents-'));
const write = (name: string, text: string): void => writeFileSync(path.join(cwd, name), text);

/** Nine terms with a lookup each: with an include more there is no room left. */
const FULL = Array.from({ length: 9 }, (_, index) => `a:h${index}.full.example`).join(' ');
const hosts = Array.from(
  { length: 9 },
  (_, index) => `h${index}.full.example. 60 A 192.0.2.${index + 1}`,
).join('\n');

const PUBLISHED = `
@ 60 MX 10 mx.example.com.
mx 60 A 192.0.2.25
_spf.example.com. 60 TXT "v=spf1 ip4:192.0.2.0/26 -all"
roomy.example. 60 TXT "v=spf1 include:_spf.example.com -all"
full.example. 60 TXT "v=spf1 include:_spf.example.com ${FULL} -all"
shop 60 MX 10 mx
shop 60 TXT "v=spf1 ip4:192.0.2.25 -all"
other.example. 60 TXT "v=spf1 ip4:192.0.2.1 -all"
${hosts}
`;

describe('domains of the inventory that include what changes', () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer(fromZone(PUBLISHED));
    write('mailcheck.config.yaml', 'domains:\n  roomy.example:\n  full.example:\n  other.example:\n');
  });
  after(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  const gate = async (records: string, ...args: string[]) => {
    write('new.zone', records);
    const all = [
      'gate',
      '--zone',
      'new.zone',
      '--server',
      server.label,
      '--on-incomplete',
      'pass',
      '--json',
      ...args,
    ];
    const { code, stdout, stderr } = await mailcheck(all, { cwd });
    assert.equal(stderr, '');
    const results: DomainResult[] = JSON.parse(stdout).results;
    return { code, results, domains: results.map(({ domain }) => domain) };
  };

  const MX = 'example.com. 60 MX 10 mx.example.com.\n';

  it('are gated behind the domain itself, which tells how many break', async () => {
    const { code, results, domains } = await gate(
      `${MX}_spf.example.com. 60 TXT "v=spf1 ip4:192.0.2.0/26 a:mx.example.com -all"\n`,
    );
    assert.deepEqual(domains, ['example.com', 'roomy.example', 'full.example']);
    assert.equal(code, 1);
    const [own, roomy, full] = results;
    assert.deepEqual(
      own!.change!.meaning.filter((text) => text.startsWith('inventory')),
      ['inventory: 2 domains of the inventory include this, 1 of them breaks (full.example)'],
    );
    assert.notEqual(roomy!.verdict, 'fail');
    assert.ok(full!.findings.some(({ rule, state }) => rule === 'spf/lookup-limit' && state === 'new'));
  });

  it('are left alone where nothing changes that they read', async () => {
    const { domains } = await gate('example.com. 60 MX 20 mx.example.com.\n');
    assert.deepEqual(domains, ['example.com']);
    const named = await gate(`${MX}_spf.example.com. 60 TXT "v=spf1 -all"\n`, 'example.com');
    assert.deepEqual(named.domains, ['example.com'], 'who names domains means these');
  });

  it('a sub-domain that a whole zone leaves out is judged where the inventory has it', async () => {
    write(
      'whole.zone',
      '$ORIGIN example.com.\n@ 60 SOA ns host 1 2 3 4 5\n@ 60 NS ns\n@ 60 MX 10 mx\nmx 60 A 192.0.2.25\n',
    );
    write('shop.yaml', 'domains:\n  shop.example.com:\n');
    const args = [
      'gate',
      '--zone',
      'whole.zone',
      '--server',
      server.label,
      '--on-incomplete',
      'pass',
      '--json',
    ];
    const { code, stdout, stderr } = await mailcheck([...args, '--config', 'shop.yaml'], { cwd });
    const { results } = JSON.parse(stdout);
    assert.deepEqual(
      results.map(({ domain, verdict }: DomainResult) => `${domain} ${verdict}`),
      ['example.com pass', 'shop.example.com fail'],
    );
    assert.equal(code, 1);
    assert.match(stderr, /^mailcheck: example\.com: nobody lists what is live[^\n]+\n$/);
    const named = await mailcheck([...args, '--no-config', 'shop.example.com'], { cwd });
    assert.deepEqual([named.code, named.stderr], [1, '']);
  });

  it('are gated where the change is about no other domain', async () => {
    const { code, domains } = await gate('_spf.example.com. 60 TXT "v=spf1 ip4:192.0.2.260 -all"\n');
    assert.deepEqual(domains, ['roomy.example', 'full.example']);
    assert.equal(code, 1);
  });
});
