import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VerifyReport } from '../../src/report/schema/verify.ts';
import { verifyReport } from '../../src/report/schema/verify.ts';
import { SILENCE } from '../servers/name-server.ts';
import { type Answering, type Ran, SERVERS, soa, startWorld, verified, zone } from './verify-world.ts';

const MX = '@ MX 10 mail\nmail A 192.0.2.1\n';
const SPF = '@ TXT "v=spf1 ip4:192.0.2.1 -all"\n';
const DMARC = '_dmarc TXT "v=DMARC1; p=reject"\n';
const KEY = 'odd._domainkey TXT "v=DKIM1; p=AAAA"\n';
const RECORDS = MX + SPF + DMARC + KEY;
const NEW = `${soa(2)}${SERVERS}${RECORDS}`;

async function against(
  servers: readonly Answering[],
  source = NEW,
  args: readonly string[] = [],
): Promise<Ran> {
  const world = await startWorld(servers);
  try {
    return await verified(world, source, args);
  } finally {
    await world.close();
  }
}

async function report(servers: readonly Answering[], source = NEW): Promise<VerifyReport & { code: number }> {
  const { code, stdout } = await against(servers, source, ['--json']);
  return { ...verifyReport.parse(JSON.parse(stdout)), code };
}

const current = zone(2, RECORDS);

/** The states of the servers, and the sets that are served otherwise. */
function seen({ verification }: VerifyReport): {
  states: string[];
  others: string[];
  remarks: (string | null)[];
} {
  const servers = verification.zones.flatMap((one) => one.servers);
  return {
    states: servers.map(({ state }) => state),
    others: servers.flatMap(({ host, sets }) =>
      sets.filter(({ state }) => state === 'differs').map(({ name, type }) => `${host}: ${name} ${type}`),
    ),
    remarks: servers.map(({ serialRemark }) => serialRemark),
  };
}

const same = (...states: string[]): string[] => states;

describe('verify', { concurrency: true }, () => {
  it('all servers serve the proposed records', async () => {
    const found = await report([current, current, current]);
    assert.equal(found.code, 0);
    assert.deepEqual(seen(found).states, same('agrees', 'agrees', 'agrees'));
    const [one] = found.verification.zones;
    assert.deepEqual(
      one!.sets.map(({ name, type }) => `${name} ${type}`),
      [
        'example.com MX',
        'example.com TXT',
        '_dmarc.example.com TXT',
        'odd._domainkey.example.com TXT',
        'mail.example.com A',
      ],
    );
    assert.deepEqual([one!.serial, one!.servers.map(({ serial }) => serial)], [2, [2, 2, 2]]);
  });

  it('one of three is stale: it is named, with what it serves', async () => {
    const stale = zone(1, RECORDS.replace('10 mail', '10 old'));
    const found = await report([current, stale, current]);
    assert.equal(found.code, 1);
    assert.deepEqual(seen(found).others, ['ns2.example.com: example.com MX']);
    const [set] = found.verification.zones[0]!.servers[1]!.sets;
    assert.deepEqual(set!.served, ['10 old.example.com.']);
  });

  it('one is dead: nothing is said of its records, and the others are fine', async () => {
    const found = await report([current, () => SILENCE, current]);
    assert.equal(found.code, 3);
    assert.deepEqual(seen(found).states, same('agrees', 'not-asked', 'agrees'));
    const [, dead] = found.verification.zones[0]!.servers;
    assert.ok(dead!.sets.every(({ served }) => served === null));
    assert.match(dead!.problem!, /no answer|answer/);
  });

  it('other records weigh more than silence', async () => {
    const found = await report([zone(1, MX), () => SILENCE, current]);
    assert.equal(found.code, 1);
  });

  it('one refuses the zone: it could not be asked, and is no authority', async () => {
    const found = await report([current, () => ({ rcode: 5 }), current]);
    assert.equal(found.code, 3);
    assert.equal(found.verification.zones[0]!.servers[1]!.authority, false);
  });

  it('a serial that lies is found, since the records decide', async () => {
    const old = RECORDS.replace('reject', 'none');
    const same = await report([current, zone(2, old), current]);
    assert.deepEqual(seen(same).others, ['ns2.example.com: _dmarc.example.com TXT']);
    assert.match(seen(same).remarks[1]!, /^serial 2 is also that of the proposed zone, the records are not$/);
    const newer = await report([current, current, zone(3, old)]);
    assert.equal(newer.code, 1);
    assert.match(seen(newer).remarks[2]!, /^serial 3 is newer than 2/);
    const stale = await report([current, zone(1, old), current]);
    assert.equal(seen(stale).remarks[1], null, 'an older serial with older records tells the truth');
  });

  it('a serial that went round is newer', async () => {
    const servers = [zone(4294967290, RECORDS), zone(4294967290, RECORDS), zone(5, MX)];
    const found = await report(servers, `${soa(4294967290)}${SERVERS}${RECORDS}`);
    assert.match(seen(found).remarks[2]!, /serial 5 is newer than 4294967290/);
  });

  it('order, TTL, letter case and the cuts of a text are no difference', async () => {
    const texts = '@ TXT "one"\n@ TXT "two"\n';
    const other = `@ 60 TXT "two"\n@ 60 TXT "o" "ne"\n${RECORDS.replace('10 mail', '10 MAIL').replace('"v=spf1 ip4', '"v=spf1 " "ip4')}`;
    const agreeing = zone(2, other);
    const found = await report([agreeing, zone(2, RECORDS + texts), agreeing], NEW + texts);
    assert.deepEqual([found.code, seen(found).others], [0, []]);
  });

  it('a record more in a set is another set', async () => {
    const found = await report([current, zone(2, `${RECORDS}@ MX 20 spare\n`), current]);
    assert.deepEqual(seen(found).others, ['ns2.example.com: example.com MX']);
  });

  it('a domain without MX in the proposed zone is not to have one', async () => {
    const without = RECORDS.replace('@ MX 10 mail\n', '');
    const found = await report(
      [zone(2, without), current, zone(2, without)],
      `${soa(2)}${SERVERS}${without}`,
    );
    assert.deepEqual(seen(found).others, ['ns2.example.com: example.com MX']);
  });

  it('record sets alone are compared alone', async () => {
    const found = await report([current, zone(1, RECORDS.replace('10 mail', '10 old')), current], SPF);
    assert.deepEqual([found.code, found.verification.zones[0]!.sets.length], [0, 1]);
  });

  it('a set that is taken away and is still served is named', async () => {
    const taken = '{"name":"odd._domainkey.example.com","type":"TXT","data":null}\n';
    const without = zone(3, RECORDS.replace(KEY, ''));
    const found = await report([without, current, without], taken);
    assert.equal(found.code, 1);
    assert.deepEqual(seen(found).others, ['ns2.example.com: odd._domainkey.example.com TXT']);
    assert.deepEqual(found.verification.zones[0]!.servers[1]!.sets[0]!.served, ['"v=DKIM1; p=AAAA"']);
    const gone = await report([without, without, without], taken);
    assert.deepEqual([gone.code, seen(gone).others], [0, []]);
  });

  it('a wildcard may answer for what is taken away', async () => {
    const taken = '{"name":"odd._domainkey.example.com","type":"TXT","data":null}\n';
    const wild = zone(3, `${RECORDS.replace(KEY, '')}*._domainkey TXT "v=DKIM1; p="\n`);
    const found = await report([wild, wild, wild], taken);
    assert.deepEqual([found.code, seen(found).others], [0, []]);
  });

  it('an alias is compared as such', async () => {
    const alias = 's1._domainkey CNAME s1.vendor.example.\n';
    const other = 's1._domainkey CNAME s1.other.example.\n';
    const found = await report([zone(2, alias), zone(2, other), zone(2, KEY.replace('odd', 's1'))], alias);
    assert.equal(found.code, 1);
    assert.deepEqual(
      found.verification.zones[0]!.servers.map(({ sets }) => sets[0]!.state),
      same('agrees', 'differs', 'differs'),
    );
  });

  it('the server that only the zone itself names is asked, and the one that only its parent names', async () => {
    const own = SERVERS.replace(/@ NS ns3\n/, '');
    const world = await startWorld(
      [current, current, zone(1, MX)],
      `com. NS ns.example.net.\nns.example.net. A 192.0.2.100\n${own}`,
    );
    const { code, stdout } = await verified(world, NEW, ['--json']);
    await world.close();
    assert.equal(code, 1);
    assert.deepEqual(seen(JSON.parse(stdout)).states, same('agrees', 'agrees', 'differs'));
  });
});
