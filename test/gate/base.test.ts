import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import {
  cached,
  createAuthority,
  createClient,
  offline,
  overlaid,
  type SetChange,
} from '../../src/dns/index.ts';
import { authoritativeBase } from '../../src/gate/base.ts';
import { touching } from '../../src/gate/base-unchanged.ts';
import { gate } from '../../src/gate/gate.ts';
import { changeResult } from '../../src/report/schema/change.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { SILENCE } from '../servers/name-server.ts';
import { mailcheck } from '../support/command.ts';
import { fixtureRecords } from '../support/fixture.ts';
import { OPTIONAL } from '../support/optional.ts';
import { PUBLIC_KEYS } from '../zones/keys.ts';
import { type Answering, RESOLVED, SERVERS, soa, startWorld, zone } from './verify-world.ts';

const KEY = `s1._domainkey TXT "v=DKIM1; k=rsa; p=${PUBLIC_KEYS.KEY1.slice(0, 200)}" "${PUBLIC_KEYS.KEY1.slice(200)}"\n`;
const ADDRESSES = 'mail A 203.0.113.7\n';
const RECORDS = `@ MX 10 mail
${ADDRESSES}@ TXT "v=spf1 ip4:203.0.113.7 -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"
${KEY}`;
const BROKEN = RECORDS.replace('-all', 'ip4:203.0.113.9.1 -all');
const REVERSE = '7.113.0.203.in-addr.arpa. PTR mail.example.com.\n';

interface Ran {
  result: DomainResult;
  /** Of each name server, what it was asked; the resolver last. */
  asked: string[][];
}

/** The change as the command lays it: proposed records, the servers' own, and what the resolver still has. */
async function gated(
  proposed: string,
  servers: readonly Answering[],
  resolved: string,
  isPublic = true,
  changes: SetChange[] = [],
): Promise<Ran> {
  const world = await startWorld(servers, `${RESOLVED}${REVERSE}${resolved}`);
  const client = createClient({
    servers: [world.resolver],
    testServers: false,
    authorityAt: (address) => (isPublic ? world.authorityAt(address) : undefined),
  });
  const records = fixtureRecords(proposed);
  const authority = createAuthority(records, [], [], [], changes);
  const given = { authority, records, names: [...authority.zones, ...changes.map(({ name }) => name)] };
  const base = authoritativeBase(authority, cached(client));
  try {
    const result = await gate(
      'example.com',
      {
        base,
        proposed: overlaid(authority, base),
        notes: base.notes,
        touches: touching(given, base),
        isChanged: ({ name }) => changes.some((change) => change.name === name),
      },
      { declared: { selectors: ['s1'] }, authoritative: false, ignore: OPTIONAL },
    );
    changeResult.parse(result.change);
    const asked = [...world.servers, world.resolverServer].map(({ queries }) =>
      queries.map(({ name, type }) => `${name} ${type}`),
    );
    return { result, asked };
  } finally {
    await client.close();
    await world.close();
  }
}

const whole = (records: string): string => `${soa(2)}${SERVERS}${records}`;
const stated = ({ findings }: DomainResult) => findings.map(({ rule, state }) => `${rule} ${state}`);

describe('the base of a gate, read from the name servers', { concurrency: true }, () => {
  it('is what they serve, whatever the resolver still has', async () => {
    const now = zone(1, BROKEN);
    const { result } = await gated(
      whole(`${BROKEN}www A 192.0.2.80\n`.replace('10 mail', '20 mail')),
      [now, now, now],
      RECORDS,
    );
    assert.equal(result.verdict, 'pass', stated(result).join());
    assert.deepEqual(stated(result), ['spf/syntax unchanged']);
    assert.deepEqual(
      result.change!.records!.map(({ name, type }) => `${name} ${type}`),
      ['example.com MX'],
    );
    assert.deepEqual(result.change!.base, []);
  });

  it('a fault that only the resolver remembers is new', async () => {
    const now = zone(1, RECORDS);
    const { result } = await gated(whole(BROKEN), [now, now, now], BROKEN);
    assert.deepEqual([result.verdict, stated(result)], ['fail', ['spf/syntax new']]);
  });

  it('a set that goes while nobody can read it is no reason to pass', async () => {
    for (const removes of ['all', [{ preference: 10, exchange: 'mail.example.com' }]] as const) {
      const change = { name: 'example.com', type: 'MX', removes, file: 'del', line: 1 } as const;
      const one = zone(1, RECORDS);
      const other = zone(1, RECORDS.replace('MX 10', 'MX 20'));
      const { result } = await gated('', [one, other, one], RECORDS, true, [change]);
      assert.equal(result.verdict, 'inconclusive', stated(result).join());
      const [set] = result.change!.records!;
      assert.deepEqual([set?.type, set?.before, set?.after], ['MX', null, removes === 'all' ? [] : null]);
    }
  });

  it('where they disagree nobody knows it, and it is said once', async () => {
    const one = zone(1, RECORDS);
    const { result } = await gated(whole(BROKEN), [one, zone(1, BROKEN), one], RECORDS);
    assert.equal(result.verdict, 'inconclusive');
    assert.deepEqual(stated(result), ['spf/syntax unknown']);
    assert.equal(result.change!.base.length, 1);
    assert.match(
      result.change!.base[0]!,
      /^example\.com: its name servers do not agree.*example\.com TXT is .* at ns1\.example\.com, ns3\.example\.com, .* at ns2\.example\.com$/,
    );
  });

  describe('a zone that its servers sign', () => {
    const KEYS =
      '@ DNSKEY 257 3 13 zQ3uGrTS27qZmyd6RTcW7ZsGTrgl9VBtq7JovKoK1bx9mhm6T+E6EDIk2UdUz8CvVrw8Kog8DcRhAiUiJY8nyg==\n';
    const DS = '@ DS 40940 13 2 87e5b684fd1d5c1b6be357a077142d4b1fa23d933431a719b7ffd5760852cc13\n';
    const signature = (by: string): string =>
      `@ RRSIG MX 13 2 3600 20991231000000 20200101000000 40940 @ ${by}\n`;
    const servers = ['AAAA', 'BBBB', 'CCCC'].map((by) => zone(1, RECORDS + KEYS + signature(by)));

    it('each with signatures of its own: the zone file says nothing of it', async () => {
      const { result } = await gated(whole(RECORDS), servers, DS + KEYS + signature('AAAA'));
      assert.deepEqual(stated(result), []);
      assert.deepEqual(result.change!.base, []);
    });

    it('a key in the proposed zone that no DS record names is new', async () => {
      const other = KEYS.replace('zQ3u', 'AQ3u');
      const { result } = await gated(whole(RECORDS + other + signature('DDDD')), servers, DS + KEYS);
      assert.deepEqual(stated(result), ['dnssec/ds-stale new']);
    });
  });

  it('a dead one among them is no version', async () => {
    const now = zone(1, RECORDS);
    const { result } = await gated(whole(BROKEN), [now, () => SILENCE, now], BROKEN);
    assert.deepEqual([result.verdict, result.change!.base], ['fail', []]);
  });

  it('where none may be asked the resolver is believed, and that is said', async () => {
    const now = zone(1, RECORDS);
    const { result } = await gated(
      whole(BROKEN),
      [now, now, now],
      BROKEN.replace('10 mail', '20 mail'),
      false,
    );
    assert.deepEqual([result.verdict, stated(result)], ['pass', ['spf/syntax unchanged']]);
    assert.match(
      result.change!.base.join('\n'),
      /^example\.com: its name servers could not be asked \(ns1\.example\.com, 192\.0\.2\.101: its address is not public/,
    );
  });

  it('holds for record sets that are given alone, and asks the others nothing', async () => {
    const now = zone(1, RECORDS);
    const spf = '@ TXT "v=spf1 ip4:203.0.113.9.1 -all"\n';
    const { result, asked } = await gated(spf, [now, now, now], RECORDS);
    assert.deepEqual([result.verdict, stated(result)], ['fail', ['spf/syntax new']]);
    assert.deepEqual(new Set(asked[0]), new Set(['example.com NS', 'example.com SOA', 'example.com TXT']));
  });

  it('an alias is followed to where it leads', async () => {
    const alias = 's1._domainkey CNAME s1.vendor.example.\n';
    const records = `${RECORDS.replace(KEY, alias)}`;
    const now = zone(1, records);
    const { result } = await gated(
      whole(records.replace('p=reject', 'p=none')),
      [now, now, now],
      `${KEY.replace('s1._domainkey', 's1.vendor.example.')}`,
    );
    assert.deepEqual(
      result.change!.meaning.filter((text) => text.startsWith('DKIM')),
      [],
    );
    assert.deepEqual(
      result.change!.records!.map(({ name }) => name),
      ['_dmarc.example.com'],
    );
  });

  it('what lies outside and leads back into it is read there too', async () => {
    const now = zone(1, 'spf TXT "new"\n');
    const world = await startWorld(
      [now, now, now],
      `${RESOLVED}spf TXT "old"\nspf.vendor.example. CNAME spf.example.com.\n`,
    );
    const { resolver, authorityAt } = world;
    const client = createClient({ servers: [resolver], testServers: false, authorityAt });
    const base = authoritativeBase(createAuthority(fixtureRecords(whole('spf TXT "newer"\n'))), client);
    const answer = await base.ask('spf.vendor.example', 'TXT');
    await client.close();
    await world.close();
    assert.ok(answer.status === 'present');
    assert.deepEqual(answer.records, [{ strings: ['new'] }]);
  });
});

describe('gate --base live', () => {
  it('says where its base is the resolver’s, on a line of its own, and in JSON', async () => {
    const now = zone(1, RECORDS);
    const world = await startWorld([now, now, now], `${RESOLVED}${REVERSE}${RECORDS}`);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-base-'));
    const file = path.join(folder, 'new.zone');
    writeFileSync(file, `$ORIGIN example.com.\n$TTL 300\n${whole(BROKEN)}`);
    const args = ['gate', '--zone', file, '--server', world.resolverServer.label, '--color', 'never'];
    const [table, json, same] = await Promise.all([
      mailcheck(args, { columns: 100, isTTY: true }),
      mailcheck([...args, '--json']),
      mailcheck(['gate', '--zone', file, '--base', file, '--offline', '--json']),
    ]);
    await world.close();
    rmSync(folder, { recursive: true });
    assert.deepEqual([table.code, json.code], [1, 1]);
    assert.match(table.stdout, /^ {2}before {3}example\.com: its name servers could not be asked \(ns1\./m);
    assert.equal(JSON.parse(json.stdout).results[0].change.base.length, 1);
    const [given] = JSON.parse(same.stdout).results;
    assert.deepEqual(given.change.base, []);
    assert.notDeepEqual(given.sections, {}, 'a base that is given costs no question: old trouble is told');
  });
});

describe('a domain that a change does not touch', { concurrency: true }, () => {
  it('is not audited: it passes, and no server outside is asked about it', async () => {
    const now = zone(1, BROKEN);
    const { result, asked } = await gated(whole(BROKEN), [now, now, now], '');
    assert.deepEqual([result.verdict, result.findings, result.sections], ['pass', [], {}]);
    assert.deepEqual(result.change, {
      fixed: [],
      lost: [],
      open: [],
      records: [],
      unjudged: [],
      meaning: [],
      base: [],
    });
    const outside = asked
      .at(-1)!
      .filter((question) => !/ NS$|^ns\d?\.example\.(com|net) (A|AAAA)$/.test(question));
    assert.deepEqual(outside, []);
    const guesses = asked
      .slice(0, 3)
      .flat()
      .filter((question) => question.startsWith('google._domainkey'));
    assert.equal(new Set(guesses).size, 1);
    assert.ok(
      asked
        .slice(1, 3)
        .flat()
        .every((question) => !question.startsWith('google._domainkey')),
      'a mere guess is asked of one server',
    );
  });

  it('is told by each of its sets: order, TTL, letter case and the cuts of a text are no change', async () => {
    const now = zone(1, RECORDS.replace('"v=spf1 ip4', '"v=spf1 " "ip4').replace('10 mail', '10 MAIL'));
    const { result } = await gated(whole(RECORDS), [now, now, now], '');
    assert.deepEqual(result.sections, {});
    for (const [from, to] of [
      ['10 mail', '20 mail'],
      ['203.0.113.7\n', '203.0.113.8\n'],
      ['p=reject', 'p=none'],
      [KEY, ''],
    ] as const) {
      const other = zone(1, RECORDS.replace(from, to));
      const changed = await gated(whole(RECORDS), [other, other, other], '');
      assert.notDeepEqual(changed.result.sections, {}, from);
    }
  });

  it('a key that the proposed zone no longer has is a change, even where nobody named its selector', async () => {
    const now = zone(1, RECORDS + KEY.replace('s1.', 'google.'));
    const { result } = await gated(whole(RECORDS), [now, now, now], '');
    assert.match(result.change!.meaning.join('\n'), /DKIM: −google/);
  });

  it('is audited where nobody tells in time', async () => {
    const records = fixtureRecords(whole(RECORDS));
    const authority = createAuthority(records);
    const given = { authority, records, names: authority.zones };
    const never = { step: () => new Promise<never>(() => {}) };
    const touches = touching(given, { ...authoritativeBase(authority, offline), ...never });
    assert.equal(await touches('example.com', { timeout: 0.1 }), true);
  });

  it('what a stale server alone serves is no unchanged base', async () => {
    const now = zone(2, RECORDS);
    const { result } = await gated(whole(RECORDS), [now, zone(1, BROKEN), now], '');
    assert.notDeepEqual(result.sections, {});
    assert.equal(result.change!.base.length, 1);
  });
});
