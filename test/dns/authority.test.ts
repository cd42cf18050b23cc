import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyAnswer, createAuthority, offline, overlaid, type Resolver } from '../../src/dns/index.ts';
import type { RecordType } from '../../src/dns/types.ts';
import { fixtureRecords } from '../support/fixture.ts';

/** Answers from records: RFC 1034 §4.3.2, RFC 4592, RFC 6672. */

const HEAD = '@ SOA ns host 1 3600 600 86400 300\n@ NS ns.example.net.\n';

function worldOf(text: string, apexes: string[] = [], otherNames: string[] = []): Resolver {
  return overlaid(createAuthority(fixtureRecords(text), apexes, otherNames), offline);
}

/** `present 2`, `absent nxdomain`, `skipped offline`, `failed rcode`. */
function short(answer: AnyAnswer): string {
  return answer.status === 'present'
    ? `present ${answer.records.length}`
    : `${answer.status} ${answer.reason}`;
}

async function assertAnswers(world: Resolver, expected: Record<string, string>): Promise<void> {
  const found: Record<string, string> = {};
  for (const question of Object.keys(expected)) {
    const [name, type] = question.split(' ');
    found[question] = short(await world.ask(name!, type as RecordType));
  }
  assert.deepEqual(found, expected);
}

describe('a whole zone', () => {
  const zone = worldOf(
    `${HEAD}@ TXT "a"\n@ TXT "b"\nwww A 192.0.2.1\n_spf.deep.down TXT "c"\nWWW A 192.0.2.2`,
  );

  it('holds what is listed, and nothing else', async () => {
    await assertAnswers(zone, {
      'example.com TXT': 'present 2',
      'example.com MX': 'absent nodata',
      'www.example.com A': 'present 2',
      'WwW.eXample.COM A': 'present 2',
      'gone.example.com A': 'absent nxdomain',
      'a.www.example.com A': 'absent nxdomain',
      'example.net A': 'skipped offline',
      'com A': 'skipped offline',
    });
  });

  it('has empty non-terminals', async () => {
    await assertAnswers(zone, {
      '_spf.deep.down.example.com TXT': 'present 1',
      'deep.down.example.com TXT': 'absent nodata',
      'down.example.com TXT': 'absent nodata',
      'x.down.example.com TXT': 'absent nxdomain',
    });
  });

  it('denies for as long as its SOA says, and says where from', async () => {
    const answer = await zone.ask('gone.example.com', 'A');
    assert.equal(answer.ttl, 300);
    assert.deepEqual(answer.source, { file: 'fixture', line: 2 });
    assert.equal((await worldOf(`@ 60 SOA ns host 1 3600 600 86400 300`).ask('x.example.com', 'A')).ttl, 60);
  });

  it('may hold names whose records are not given', async () => {
    const world = worldOf(HEAD, [], ['loc.sub.example.com']);
    await assertAnswers(world, {
      'loc.sub.example.com A': 'absent nodata',
      'sub.example.com A': 'absent nodata',
      'x.sub.example.com A': 'absent nxdomain',
    });
  });
});

describe('wildcards, by the examples of RFC 4592 §2.2.1 and §3.3.2', () => {
  const zone = worldOf(`$ORIGIN example.
@ SOA ns host 1 3600 600 86400 300
@ NS ns.example.com.
* TXT "this is a wildcard"
* MX 10 host1
sub.* TXT "this is not a wildcard"
host1 A 192.0.2.1
_ssh._tcp.host1 SRV 0 0 22 host1
_ssh._tcp.host2 SRV 0 0 22 host1
subdel NS ns.example.com.`);

  it('answer for names that do not exist', async () => {
    await assertAnswers(zone, {
      'host3.example MX': 'present 1',
      'host3.example A': 'absent nodata',
      'foo.bar.example TXT': 'present 1',
      '_telnet._tcp.host3.example MX': 'present 1',
      '_chat._udp.host3.example TXT': 'present 1',
      '*.example TXT': 'present 1',
    });
  });

  it('and for no others', async () => {
    await assertAnswers(zone, {
      'host1.example MX': 'absent nodata',
      'sub.*.example MX': 'absent nodata',
      '_telnet._tcp.host1.example SRV': 'absent nxdomain',
      '_dns._udp.host2.example MX': 'absent nxdomain',
      'host2.example MX': 'absent nodata',
      'host.subdel.example A': 'skipped offline',
      'ghost.*.example MX': 'absent nxdomain',
      'foobar.*.example TXT': 'absent nxdomain',
    });
  });

  it('are told where records say so', async () => {
    const flags = async (name: string, type: RecordType) => (await zone.ask(name, type)).wildcard;
    assert.equal(await flags('host3.example', 'MX'), true);
    assert.equal(await flags('host3.example', 'A'), true);
    assert.equal(await flags('*.example', 'MX'), undefined);
    assert.equal(await flags('host1.example', 'A'), undefined);
  });

  it('that are empty non-terminals make names exist (§4.9)', async () => {
    await assertAnswers(worldOf(`${HEAD}a.* TXT "a"`), {
      'x.example.com TXT': 'absent nodata',
      'x.y.example.com TXT': 'absent nodata',
      'a.x.example.com TXT': 'absent nodata',
    });
  });

  it('that hold an alias lead on (§3.3.3); the flag belongs to the name that was asked', async () => {
    const world = worldOf(`${HEAD}*.w CNAME host\nhost TXT "a"\nwww CNAME any.v\n*.v TXT "b"`);
    const alias = await world.ask('x.w.example.com', 'TXT');
    assert.deepEqual([short(alias), alias.wildcard, alias.chain.length], ['present 1', true, 1]);
    assert.deepEqual(alias.chain[0], { from: 'x.w.example.com', to: 'host.example.com', kind: 'CNAME' });
    const target = await world.ask('www.example.com', 'TXT');
    assert.deepEqual([short(target), target.wildcard], ['present 1', undefined]);
  });

  it('do not reach over a zone cut', async () => {
    const world = worldOf(`${HEAD}* TXT "above"\nsub SOA ns host 1 3600 600 86400 300`);
    await assertAnswers(world, {
      'x.sub.example.com TXT': 'absent nxdomain',
      'x.example.com TXT': 'present 1',
    });
  });
});

describe('delegations', () => {
  it('are for others to answer, glue included; DS stands above the cut', async () => {
    const world = worldOf(
      `${HEAD}sub NS ns.sub\nsub DS 1 8 2 ${'00'.repeat(32)}\nns.sub A 192.0.2.1\nplain NS ns.sub`,
    );
    await assertAnswers(world, {
      'sub.example.com NS': 'skipped offline',
      'sub.example.com TXT': 'skipped offline',
      'ns.sub.example.com A': 'skipped offline',
      'sub.example.com DS': 'present 1',
      'plain.example.com DS': 'absent nodata',
      'x.sub.example.com DS': 'skipped offline',
      'example.com NS': 'present 1',
    });
  });

  it('lead into zones that are given too', async () => {
    const world = worldOf(
      `${HEAD}sub NS ns.sub\nsub DS 1 8 2 ${'00'.repeat(32)}\nsub SOA ns host 1 2 3 4 5\na.sub TXT "below"`,
    );
    await assertAnswers(world, {
      'a.sub.example.com TXT': 'present 1',
      'b.sub.example.com TXT': 'absent nxdomain',
      'sub.example.com DS': 'present 1',
      'example.com DS': 'skipped offline',
    });
  });
});

describe('a closed world', () => {
  it('is everything: what is not listed is absent, NS delegate nothing', async () => {
    const world = worldOf('@ NS ns.example.net.\n@ TXT "a"\nwww CNAME other.example.org.', ['.']);
    await assertAnswers(world, {
      'example.com TXT': 'present 1',
      'example.com MX': 'absent nodata',
      'example.com NS': 'present 1',
      'www.example.com TXT': 'absent nxdomain',
      'anything.test A': 'absent nxdomain',
      '. NS': 'absent nodata',
      'com DS': 'absent nodata',
    });
  });

  it('with an SOA at the root is a root zone', async () => {
    const world = worldOf('. SOA ns host 1 2 3 4 5\ncom. NS ns.com.\ntest. TXT "a"');
    await assertAnswers(world, {
      '. SOA': 'present 1',
      'test TXT': 'present 1',
      'example.com TXT': 'skipped offline',
      'com DS': 'absent nodata',
      'net A': 'absent nxdomain',
      '. DS': 'absent nodata',
    });
  });

  it('may be a zone without its SOA', async () => {
    const world = worldOf('www A 192.0.2.1\nsub NS ns.sub', ['example.com']);
    await assertAnswers(world, {
      'www.example.com A': 'present 1',
      'example.com A': 'absent nodata',
      'x.example.com A': 'absent nxdomain',
      'sub.example.com A': 'skipped offline',
    });
  });
});

describe('aliases', () => {
  it('DNAME: names below the owner, not the owner, not its records', async () => {
    const world = worldOf(
      `${HEAD}old DNAME new\nold TXT "own"\nx.new TXT "made"\nx.old TXT "hidden"\n*.old TXT "hidden"`,
    );
    await assertAnswers(world, {
      'old.example.com TXT': 'present 1',
      'x.old.example.com TXT': 'present 1',
      'y.old.example.com TXT': 'absent nxdomain',
      'old.example.com DNAME': 'present 1',
    });
    const made = await world.ask('x.old.example.com', 'TXT');
    assert.deepEqual(made.status === 'present' && made.records, [{ strings: ['made'] }]);
  });

  it('DNAME and a delegation: the one nearer to the apex counts', async () => {
    const world = worldOf(`${HEAD}a DNAME b\nx.a NS ns\nc NS ns\nx.c DNAME b\nb TXT "b"`);
    await assertAnswers(world, {
      'y.x.a.example.com TXT': 'absent nxdomain',
      'y.x.c.example.com TXT': 'skipped offline',
    });
  });

  it('CNAME beside other data: the data, and the conflict is told', async () => {
    const world = worldOf(`${HEAD}www CNAME host\nwww TXT "own"\nhost A 192.0.2.1`);
    const txt = await world.ask('www.example.com', 'TXT');
    assert.deepEqual([short(txt), txt.aliasConflict], ['present 1', 'www.example.com']);
    const a = await world.ask('www.example.com', 'A');
    assert.deepEqual([short(a), a.aliasConflict, a.chain.length], ['present 1', undefined, 1]);
  });

  it('two DNAMEs at one name: always the same, whatever their order', async () => {
    for (const order of ['old DNAME a\nold DNAME b', 'old DNAME b\nold DNAME a']) {
      const answer = await worldOf(`${HEAD}${order}`).ask('x.old.example.com', 'A');
      assert.equal(answer.chain[0]?.to, 'x.a.example.com');
    }
  });

  it('two CNAMEs at one name: always the same, whatever their order', async () => {
    for (const order of ['www CNAME a\nwww CNAME b', 'www CNAME b\nwww CNAME a']) {
      const answer = await worldOf(`${HEAD}${order}`).ask('www.example.com', 'A');
      assert.equal(answer.chain[0]?.to, 'a.example.com');
    }
  });
});

it('a set of 50,000 records is read at once', () => {
  const [record] = fixtureRecords('@ TXT "a"');
  const started = performance.now();
  const authority = createAuthority(
    Array.from({ length: 50_000 }, () => record!),
    ['.'],
  );
  assert.notEqual(authority.lookup('example.com', 'TXT'), 'outside');
  assert.ok(performance.now() - started < 2000);
});

describe('a zone and the one below it, from two files', () => {
  it('keeps what the upper file holds below the cut out of the lower zone', async () => {
    const soa = 'SOA ns.example. host.example. 1 7200 3600 1209600 60';
    const fileOf = (file: string, text: string) =>
      fixtureRecords(text).map((record) => ({ ...record, source: { file, line: 1 } }));
    const upper = fileOf('upper', `@ ${soa}\nlab NS ns.example.\nhidden.lab TXT "glue"\nlab DS 1 13 2 00ff`);
    const lower = fileOf('lower', `lab ${soa}\nreal.lab TXT "own"`);
    await assertAnswers(overlaid(createAuthority([...upper, ...lower]), offline), {
      'hidden.lab.example.com TXT': 'absent nxdomain',
      'real.lab.example.com TXT': 'present 1',
      'lab.example.com DS': 'present 1',
      'lab.example.com NS': 'absent nodata',
    });
  });
});

describe('a zone by its format', () => {
  const zone = { apex: 'example.com', file: 'fixture' };

  it('is whole without an SOA, but for what is left open', async () => {
    const untold = [
      { name: 'example.com', types: ['NS', 'SOA'] },
      { name: 'web.example.com', types: ['A', 'AAAA'] },
      { name: 'WEB.example.com', types: ['TYPE29'] },
      { name: '*.wild.example.com', types: ['A'] },
      { name: 'alias.example.com', types: ['CNAME'] },
    ] as const;
    const names = ['web.example.com', '*.wild.example.com', 'alias.example.com'];
    const records = fixtureRecords('@ MX 10 web\nweb TXT "x"');
    await assertAnswers(overlaid(createAuthority(records, [zone], names, untold), offline), {
      'example.com MX': 'present 1',
      'example.com TXT': 'absent nodata',
      'example.com NS': 'skipped offline',
      'none.example.com A': 'absent nxdomain',
      'web.example.com A': 'skipped offline',
      'web.example.com AAAA': 'skipped offline',
      'web.example.com TYPE29': 'skipped offline',
      'web.example.com TXT': 'present 1',
      'web.example.com MX': 'absent nodata',
      'alias.example.com TXT': 'skipped offline',
      'a.wild.example.com A': 'skipped offline',
      'a.wild.example.com AAAA': 'absent nodata',
      'example.net A': 'skipped offline',
    });
  });

  it('speaks for what lies below the zone of another file', async () => {
    const child = { apex: 'sub.example.com', file: 'other' };
    const records = fixtureRecords('sub NS ns.example.net.\nsub MX 10 old.example.net.');
    await assertAnswers(overlaid(createAuthority(records, [zone, child]), offline), {
      'sub.example.com MX': 'absent nodata',
      'sub.example.com TXT': 'absent nodata',
    });
  });
});
