import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type AnyAnswer,
  createAuthority,
  offline,
  overlaid,
  type Resolver,
  type SetChange,
  type SourcedRecord,
} from '../../src/dns/index.ts';
import type { DataOf, RecordType } from '../../src/dns/types.ts';
import { failing, fixtureRecords } from '../support/fixture.ts';

/** A change laid over a live world gives what the world says once the change is made. */

const world = (records: readonly SourcedRecord[]): Resolver =>
  overlaid(createAuthority(records, ['example.com']), offline);

function take(name: string, type: RecordType, removes: SetChange['removes'] = 'all'): SetChange {
  return { name, type, removes, file: 'plan.json', line: 7 };
}

function after(live: string, given: string, changes: SetChange[]): Resolver {
  return overlaid(createAuthority(fixtureRecords(given), [], [], [], changes), world(fixtureRecords(live)));
}

function told(answer: AnyAnswer): string {
  if (answer.status !== 'present')
    return [...answer.chain.map(({ to }) => `→ ${to}`), `${answer.status} ${answer.reason}`].join(' ');
  return [
    ...answer.chain.map(({ to }) => `→ ${to}`),
    ...answer.records.map((data) => JSON.stringify(data)),
  ].join(' ');
}

const ask = async (resolver: Resolver, name: string, type: RecordType) =>
  told(await resolver.ask(name, type));
const text = (value: string): string => `{"strings":["${value}"]}`;
const SOA = '@ SOA ns host 1 2 3 4 5\n';

describe('a record set that is taken away', () => {
  it('is absent, and the change says where', async () => {
    const resolver = after(`${SOA}_dmarc TXT "old"`, '', [take('_dmarc.example.com', 'TXT')]);
    const answer = await resolver.ask('_dmarc.example.com', 'TXT');
    assert.equal(told(answer), 'absent nodata');
    assert.deepEqual(answer.source, { file: 'plan.json', line: 7 });
  });

  it('leaves the other sets of its name live', async () => {
    const resolver = after(`${SOA}@ TXT "old"\n@ MX 10 mx\n* TXT "any"`, '', [take('example.com', 'TXT')]);
    assert.equal(await ask(resolver, 'example.com', 'TXT'), 'absent nodata');
    assert.match(await ask(resolver, 'example.com', 'MX'), /"preference":10/);
  });

  it('beside a wildcard: absent where the name still exists, else not to be seen', async () => {
    const live = `${SOA}a TXT "old"\na MX 10 mx\nb TXT "old"\nc TXT "old"\nx.c A 192.0.2.1\n* TXT "any"`;
    const changes = ['a', 'b', 'c'].map((name) => take(`${name}.example.com`, 'TXT'));
    assert.equal(await ask(after(live, '', changes), 'a.example.com', 'TXT'), 'absent nodata');
    const answer = await after(live, '', changes).ask('b.example.com', 'TXT');
    assert.equal(told(answer), 'failed ambiguous');
    assert.match('detail' in answer ? answer.detail : '', /whether \*\.example\.com answers for it/);
    // An empty non-terminal would keep c; from outside that looks like b.
    assert.equal(await ask(after(live, '', changes), 'c.example.com', 'TXT'), 'failed ambiguous');
    assert.equal(await ask(after(live, 'b MX 10 mx', changes), 'b.example.com', 'TXT'), 'absent nodata');
    assert.equal(await ask(after(live, 'y.b A 192.0.2.1', changes), 'b.example.com', 'TXT'), 'absent nodata');
  });

  it('with the wildcard gone as well is absent', async () => {
    const changes = [take('b.example.com', 'TXT'), take('*.example.com', 'TXT')];
    const resolver = after(`${SOA}b TXT "old"\n* TXT "any"`, '', changes);
    assert.equal(await ask(resolver, 'b.example.com', 'TXT'), 'absent nodata');
    assert.match(await ask(resolver, 'new.example.com', 'TXT'), /^absent/);
  });

  it('an alias takes what it led to along', async () => {
    const live = `${SOA}www CNAME target\ntarget A 192.0.2.1\ntarget TXT "far"`;
    const resolver = after(live, 'www TXT "near"', [take('www.example.com', 'CNAME')]);
    assert.equal(await ask(resolver, 'www.example.com', 'TXT'), text('near'));
    assert.equal(await ask(resolver, 'www.example.com', 'A'), 'absent nodata');
    assert.equal(await ask(resolver, 'www.example.com', 'CNAME'), 'absent nodata');
  });

  it('may make room for an alias', async () => {
    const live = `${SOA}k TXT "key"\nk.vendor TXT "theirs"`;
    const resolver = after(live, 'k CNAME k.vendor', [take('k.example.com', 'TXT')]);
    assert.equal(await ask(resolver, 'k.example.com', 'TXT'), `→ k.vendor.example.com ${text('theirs')}`);
  });

  it('a record that joins a set stands beside the alias that is live', async () => {
    const live = `${SOA}k CNAME k.vendor\nk.vendor TXT "theirs"`;
    const joins = take('k.example.com', 'TXT', []);
    const beside = await after(live, 'k TXT "ours"', [joins]).ask('k.example.com', 'TXT');
    assert.deepEqual([told(beside), beside.aliasConflict], [text('ours'), 'k.example.com']);
    const instead = after(live, 'k TXT "ours"', [joins, take('k.example.com', 'CNAME')]);
    assert.equal((await instead.ask('k.example.com', 'TXT')).aliasConflict, undefined);
  });

  it('makes no room for an alias where other records stay', async () => {
    const live = `${SOA}k TXT "key"\nk MX 10 mx\nk.vendor TXT "theirs"\n* A 192.0.2.1`;
    const resolver = after(live, 'k CNAME k.vendor', [take('k.example.com', 'TXT')]);
    const stays = await resolver.ask('k.example.com', 'MX');
    assert.equal(stays.aliasConflict, 'k.example.com');
    assert.match(told(stays), /"preference":10/);
    assert.equal((await resolver.ask('k.example.com', 'TXT')).aliasConflict, undefined);
    const free = after(live, 'free CNAME k.vendor', []);
    assert.equal((await free.ask('free.example.com', 'A')).aliasConflict, undefined, 'a wildcard’s own');
  });

  it('is absent afterwards, whatever its lookup failed with', async () => {
    for (const [name, type] of [
      ['example.com', 'MX'],
      ['_dmarc.example.com', 'TXT'],
    ] as const) {
      const below = failing(world(fixtureRecords(SOA)), [{ reason: 'servfail', name, type }]);
      const resolver = overlaid(createAuthority([], [], [], [], [take(name, type)]), below);
      assert.equal(await ask(resolver, name, type), 'absent nodata');
    }
  });

  it('stays unknown where a wildcard above is not known, or nobody is asked', async () => {
    const live = failing(world(fixtureRecords(`${SOA}_dmarc TXT "old"`)), [
      { reason: 'timeout', name: '*.example.com', type: 'TXT' },
    ]);
    const changes = [take('_dmarc.example.com', 'TXT')];
    const over = (below: Resolver) => overlaid(createAuthority([], [], [], [], changes), below);
    assert.equal(await ask(over(live), '_dmarc.example.com', 'TXT'), 'failed timeout');
    assert.equal(await ask(over(offline), '_dmarc.example.com', 'TXT'), 'skipped offline');
  });
});

describe('what is asked beside the question', () => {
  it('nothing, for names far from every change', async () => {
    const asked: string[] = [];
    const below = world(fixtureRecords(`${SOA}_dmarc TXT "old"`));
    const counting: Resolver = {
      ask: (name, type) => {
        asked.push(`${name} ${type}`);
        return below.ask(name, type);
      },
    };
    const over = overlaid(createAuthority([], [], [], [], [take('a.example.net', 'TXT')]), counting);
    for (const name of ['_dmarc.example.com', 'none.example.com']) await over.ask(name, 'TXT');
    assert.deepEqual(asked, ['_dmarc.example.com TXT', 'none.example.com TXT']);
  });
});

describe('records that join a live set', () => {
  const spf = { strings: ['v=spf1 -all'] };
  const live = `${SOA}@ TXT "v=spf1 -all"\n@ TXT "token"`;

  it('stand beside what is live, but for what goes', async () => {
    const given = '@ TXT "v=spf1 mx -all"';
    assert.equal(
      await ask(after(live, given, [take('example.com', 'TXT', [spf])]), 'example.com', 'TXT'),
      `${text('token')} ${text('v=spf1 mx -all')}`,
    );
  });

  it('are the set where nothing is live, and nothing is left where all goes', async () => {
    const given = '_dmarc TXT "new"';
    const joins = [take('_dmarc.example.com', 'TXT', [])];
    assert.equal(await ask(after(live, given, joins), '_dmarc.example.com', 'TXT'), text('new'));
    const all = [take('example.com', 'TXT', [spf, { strings: ['token'] }])];
    assert.equal(await ask(after(live, '', all), 'example.com', 'TXT'), 'absent nodata');
  });

  it('do not join what a wildcard says, and end what it said of other types', async () => {
    const wild = `${SOA}* TXT "any"\n* MX 10 mx`;
    const resolver = after(wild, 'sub TXT "own"', [take('sub.example.com', 'TXT', [])]);
    assert.equal(await ask(resolver, 'sub.example.com', 'TXT'), text('own'));
    assert.equal(await ask(resolver, 'sub.example.com', 'MX'), 'absent nodata');
    assert.match(await ask(resolver, 'other.example.com', 'MX'), /"preference":10/);
  });

  it('a failed lookup stays failed', async () => {
    const below = failing(world(fixtureRecords(live)), [
      { reason: 'servfail', name: 'example.com', type: 'TXT' },
    ]);
    const changes = [take('example.com', 'TXT', [])];
    const resolver = overlaid(createAuthority(fixtureRecords('@ TXT "new"'), [], [], [], changes), below);
    assert.equal(await ask(resolver, 'example.com', 'TXT'), 'failed servfail');
  });
});

describe('a wildcard that is given', () => {
  it('answers for names that do not exist, and for no others', async () => {
    const live = `${SOA}host A 192.0.2.1\nx.deep A 192.0.2.2`;
    const resolver = after(live, '* MX 10 mx', []);
    assert.match(await ask(resolver, 'new.example.com', 'MX'), /"preference":10/);
    assert.match(await ask(resolver, 'far.new.example.com', 'MX'), /"preference":10/);
    assert.equal(await ask(resolver, 'host.example.com', 'MX'), 'absent nodata');
    assert.equal(await ask(resolver, 'y.deep.example.com', 'MX'), 'absent nxdomain');
  });
});

describe('any change', () => {
  const names = [
    'example.com',
    'a.example.com',
    'b.a.example.com',
    '*.example.com',
    '*.a.example.com',
    '_dmarc.example.com',
  ];
  const types = ['TXT', 'MX'] as const;
  const sets = names.flatMap((name) => types.map((type) => ({ name, type })));
  const set = fc.record({
    live: fc.integer({ min: 0, max: 3 }),
    after: fc.integer({ min: 0, max: 3 }),
    changes: fc.boolean(),
  });
  const dataOf = (type: 'TXT' | 'MX', bits: number): DataOf<RecordType>[] =>
    [1, 2]
      .filter((bit) => bits & bit)
      .map((bit) =>
        type === 'TXT' ? { strings: [`t${bit}`] } : { preference: bit, exchange: 'mx.example.net' },
      );
  const records = (name: string, type: 'TXT' | 'MX', bits: number): SourcedRecord[] =>
    dataOf(type, bits).map(
      (data) => ({ name, type, class: 1, ttl: 60, data, source: { file: 'x', line: 1 } }) as SourcedRecord,
    );

  for (const joins of [false, true])
    it(`${joins ? 'of records' : 'of sets'} gives the world after it, or says that it cannot be seen`, async () => {
      let seen = 0;
      let unseen = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(set, { minLength: sets.length, maxLength: sets.length }), async (drawn) => {
          const soa = fixtureRecords(SOA);
          const live = [...soa];
          const then = [...soa];
          const given: SourcedRecord[] = [];
          const changes: SetChange[] = [];
          for (const [index, { name, type }] of sets.entries()) {
            const one = drawn[index]!;
            const to = one.changes ? one.after : one.live;
            live.push(...records(name, type, one.live));
            then.push(...records(name, type, to));
            if (!one.changes) continue;
            given.push(...records(name, type, joins ? to & ~one.live : to));
            if (joins) changes.push(take(name, type, dataOf(type, one.live & ~to)));
            else if (to === 0) changes.push(take(name, type));
          }
          const overlay = overlaid(createAuthority(given, [], [], [], changes), world(live));
          for (const { name, type } of [
            ...sets,
            { name: 'c.a.example.com', type: 'TXT' as const },
            { name: 'new.example.com', type: 'MX' as const },
          ]) {
            const found = await overlay.ask(name, type);
            if (found.status === 'failed') unseen++;
            else {
              seen++;
              const real = await world(then).ask(name, type);
              const short = (answer: AnyAnswer) => told(answer).replace(/nxdomain|nodata/, '');
              assert.equal(short(found), short(real), `${name} ${type}`);
            }
          }
        }),
        { numRuns: 300 },
      );
      assert.ok(unseen < seen / 10, `${unseen} of ${seen + unseen} could not be seen`);
    });
});
