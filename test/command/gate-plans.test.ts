import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { mailcheck } from '../support/command.ts';

/** Plans of Terraform over a zone that is published: what a provider will answer cannot be seen before. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-plans-'));
after(() => rmSync(folder, { recursive: true }));

const ZONE = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
@ NS ns2
ns1 A 192.0.2.2
ns2 A 198.51.100.2
@ A 192.0.2.80
@ TXT "v=spf1 ip4:192.0.2.25 -all"
_dmarc TXT "v=DMARC1; p=reject"
_mta-sts TXT "v=STSv1; id=20260101"
mta-sts A 192.0.2.80
mail A 192.0.2.25
`;
const WITH_MX = `${ZONE}@ MX 10 mail\n`;

interface Sides {
  before?: object | undefined;
  after?: object | undefined;
}

const address = (name: string, content: string, proxied: boolean) => ({
  ...{ name, content, proxied },
  ...{ type: 'A', ttl: 300, zone_id: 'z' },
});

function plan(name: string, sides: readonly Sides[], type = 'cloudflare_dns_record'): string {
  const resource_changes = sides.map(({ before = null, after: then = null }, index) => ({
    ...{ address: `${type}.r${index}`, mode: 'managed', type },
    change: { actions: actionsOf(before, then), before, after: then, after_unknown: {} },
  }));
  const file = `${name}.json`;
  writeFileSync(path.join(folder, file), JSON.stringify({ format_version: '1.2', resource_changes }));
  return `example.com=${file}`;
}

function actionsOf(before: object | null, then: object | null): string[] {
  if (before === null) return ['create'];
  if (then === null) return ['delete'];
  return [JSON.stringify(before) === JSON.stringify(then) ? 'no-op' : 'update'];
}

async function gate(base: string, source: string, ...more: string[]) {
  writeFileSync(path.join(folder, 'base.zone'), base);
  const args = ['gate', '--base', 'base.zone', '--zone', source, '--offline', '--json', ...more];
  const { code, stdout, stderr } = await mailcheck(args, { cwd: folder });
  const results = stdout === '' ? [] : JSON.parse(stdout).results;
  const result = results.find(({ domain }: { domain: string }) => domain === 'example.com');
  const caused = (result?.findings ?? []).filter(({ state }: { state: string }) => state !== 'unchanged');
  const rules = caused.map(({ rule, state }: Record<string, string>) => `${rule} ${state}`);
  return { code, stderr, result, rules };
}

describe('a plan that puts an address behind a proxy', () => {
  for (const [title, base, name, answer] of [
    ['the policy host of MTA-STS', WITH_MX, 'mta-sts', '192.0.2.80'],
    ['the address that takes mail', ZONE, 'example.com', '192.0.2.80'],
    ['the only MX host', WITH_MX, 'mail', '192.0.2.25'],
  ] as const)
    it(`${title}: nothing is called missing, and what rests on it is open`, async () => {
      const sides = { before: address(name, answer, false), after: address(name, answer, true) };
      const { code, rules, result } = await gate(base, plan('proxied', [sides]));
      assert.deepEqual(rules, []);
      const open = result.inconclusive.filter(({ reason }: { reason: string }) => reason === 'ambiguous');
      assert.ok(
        open.some(({ detail }: { detail: string }) => detail.startsWith('the provider makes the answer')),
      );
      assert.equal(code, 3);
    });

  it('the web site of a domain without mail: nothing rests on it', async () => {
    const quiet = ZONE.replace('v=spf1 ip4:192.0.2.25 -all', 'v=spf1 -all').replace(/_?mta-sts .*\n/g, '');
    const sides = {
      before: address('example.com', '192.0.2.80', false),
      after: address('example.com', '192.0.2.80', true),
    };
    const { code, rules } = await gate(quiet, plan('web', [sides]));
    assert.deepEqual([code, rules], [0, []]);
  });

  it('an alias that goes behind it is open as well', async () => {
    const base = WITH_MX.replace('mta-sts A 192.0.2.80', 'mta-sts CNAME www\nwww A 192.0.2.80');
    const alias = { ...address('mta-sts', 'www.example.com', false), type: 'CNAME' };
    const { rules, result } = await gate(
      base,
      plan('alias', [{ before: alias, after: { ...alias, proxied: true } }]),
    );
    assert.deepEqual(rules, []);
    assert.ok(result.inconclusive.some(({ name }: { name: string }) => name === 'mta-sts.example.com'));
  });

  it('what stays behind it is as it is published', async () => {
    const same = address('mail', '192.0.2.25', true);
    const { code, result } = await gate(
      WITH_MX,
      plan('stays', [
        { before: same, after: { ...same, ttl: 1 } },
        { after: address('www', '192.0.2.80', false) },
      ]),
    );
    assert.equal(code, 0);
    assert.deepEqual(result.sections.mx.facts.hosts[0].addresses, ['192.0.2.25']);
  });

  it('one of several that goes there takes the others with it', async () => {
    const before = address('mail', '192.0.2.25', false);
    const sides = [
      { before, after: address('mail', '192.0.2.25', true) },
      { before: address('mail', '192.0.2.26', false) },
    ];
    const { code, rules } = await gate(WITH_MX, plan('several', sides));
    assert.deepEqual([code, rules], [3, []]);
  });
});

describe('a plan that takes an address from behind a proxy', () => {
  const before = address('mail', '192.0.2.25', true);

  it('leaves the new address alone', async () => {
    const base = `${WITH_MX}mail AAAA 2001:db8::25\n`;
    const { code, result } = await gate(
      base,
      plan('bare', [{ before, after: address('mail', '192.0.2.26', false) }]),
    );
    assert.equal(code, 0);
    const [host] = result.sections.mx.facts.hosts;
    assert.deepEqual([host.state, host.addresses], ['alive', ['192.0.2.26']]);
  });

  it('deletes one record, of which nobody sees whether it was the last', async () => {
    const { code, rules } = await gate(WITH_MX, plan('deleted', [{ before }]));
    assert.deepEqual([code, rules], [3, []]);
  });
});

describe('a plan that makes a set an alias of Route 53', () => {
  it('leaves it open', async () => {
    const before = { name: 'mail', type: 'A', ttl: 60, zone_id: 'z', records: ['192.0.2.25'] };
    const alias = { name: 'mail', type: 'A', zone_id: 'z', alias: [{ name: 'lb.example.net' }] };
    const { code, rules } = await gate(
      WITH_MX,
      plan('route53', [{ before, after: alias }], 'aws_route53_record'),
    );
    assert.deepEqual([code, rules], [3, []]);
  });
});

describe('a plan that is about no domain with mail', () => {
  const same = address('www', '192.0.2.80', true);
  const machine = plan('machine', [{ before: { a: 1 }, after: { a: 2 } }], 'aws_instance');
  const proxied = plan('only-proxied', [{ before: same, after: same }]);

  for (const [title, source, words] of [
    ['no record set', machine, /machine\.json:1:1: no record set changes\n/],
    ['nothing at all', plan('nothing', []), /nothing\.json:1:1: no record set changes\n/],
    ['what a provider answers', proxied, /left open/],
  ] as const)
    it(`${title}: passes, and says so`, async () => {
      const { code, stderr } = await gate(WITH_MX, source);
      assert.equal(code, 0, stderr);
      assert.match(stderr, words);
      const live = await mailcheck(['gate', '--zone', source], { cwd: folder });
      assert.equal(live.code, 0, live.stderr);
      assert.match(live.stderr, /no record set changes that names a domain with mail/);
    });

  it('what is no plan still ends the run', async () => {
    for (const text of ['{"version":4,"terraform_version":"1.9.0","resources":[]}', '{}', '']) {
      writeFileSync(path.join(folder, 'state.json'), text);
      assert.equal((await gate(WITH_MX, 'state.json')).code, 2, text);
    }
    const unread = plan('unread', [{ after: address('mail', '192.0.2.9', false) }], 'dnsimple_zone_record');
    const { code, stderr } = await gate(WITH_MX, unread);
    assert.equal(code, 2);
    assert.match(stderr, /none of its records can be read/);
    assert.equal((await mailcheck(['full', '--zone', machine], { cwd: folder })).code, 2);
  });
});

describe('a plan that deletes what the base cannot be read for', () => {
  const SPF = '@ TXT "v=spf1 ip4:192.0.2.25 -all"';
  const key = 's9._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="';
  for (const [name, type, line, broken] of [
    ['example.com', 'MX', '@ MX 10 mail', '@ MX 1O mail'],
    ['_dmarc.example.com', 'TXT', '_dmarc TXT "v=DMARC1; p=reject"', '_dmarc TXT "v=DMARC1; p=reject'],
    ['example.com', 'TXT', SPF, SPF.slice(0, -1)],
    ['s9._domainkey.example.com', 'TXT', key, key.slice(0, -1)],
  ] as const) {
    const whole = `${WITH_MX}${name.startsWith('s9') ? `${key}\n` : ''}`;
    const base = whole.replace(line, broken);

    it(`${name} ${type}: never passes, as record lines`, async () => {
      writeFileSync(path.join(folder, 'del.ndjson'), JSON.stringify({ name, type, data: null }));
      const { code, result, stderr } = await gate(base, 'del.ndjson');
      assert.ok(code === 1 || code === 3, `${code} ${stderr}`);
      const [set] = result.change.records;
      assert.deepEqual([set.name, set.type, set.before, set.after], [name, type, null, []]);
    });

    it(`${name} ${type}: never passes, as a plan that names its records`, async () => {
      const content = type === 'MX' ? 'mail.example.com' : /"(.*)"/.exec(line)![1];
      const before = { name, type, content, priority: 10, ttl: 300, zone_id: 'z' };
      const { code, result } = await gate(base, plan('del', [{ before }]));
      assert.equal(code, 3);
      const [set] = result.change.records;
      assert.deepEqual([set.name, set.type, set.before, set.after], [name, type, null, null]);
    });
  }
});

describe('what the given records leave open', () => {
  const causesOf = async (base: string, source: string, ...more: string[]) =>
    (await gate(base, source, ...more)).result.causes.map(
      ({ kind, name, advice }: Record<string, string>) => [kind, name, advice],
    );
  const assertAdvice = (causes: string[][], name: string): void => {
    assert.deepEqual(
      causes.map(([kind, at]) => [kind, at]),
      [['records', name]],
    );
    assert.match(causes[0]![2]!, /whole zone as it will be served/);
    assert.doesNotMatch(causes[0]![2]!, /network|resolver|--server/);
  };

  it('is told of the plan, not of the network', async () => {
    const before = address('mail', '192.0.2.25', false);
    const sides = { before, after: address('mail', '192.0.2.25', true) };
    assertAdvice(await causesOf(WITH_MX, plan('advice', [sides])), 'advice.json');
  });

  it('and what it advises has the change judged', async () => {
    writeFileSync(path.join(folder, 'whole.zone'), WITH_MX.replace('mail A 192.0.2.25', 'mail A 192.0.2.99'));
    const { code, result } = await gate(WITH_MX, 'whole.zone');
    assert.notEqual(code, 3);
    assert.deepEqual(result.causes, []);
  });

  it('a line of the base that cannot be read, where the change keeps it', async () => {
    const base = WITH_MX.replace('mail A 192.0.2.25', 'mail A 192.0.2.256');
    writeFileSync(
      path.join(folder, 'txt.ndjson'),
      '{"name":"example.com","type":"TXT","ttl":300,"data":"\\"v=spf1 ip4:192.0.2.26 -all\\""}\n',
    );
    const causes = await causesOf(base, 'txt.ndjson', 'example.com');
    assert.deepEqual(
      causes.map(([kind, at]: string[]) => [kind, at]),
      [['records', 'base.zone']],
    );
    assert.match(causes[0][2], /mend the line/);
  });
});
