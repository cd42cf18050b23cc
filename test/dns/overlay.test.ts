import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyAnswer, createAuthority, offline, overlaid, type Resolver } from '../../src/dns/index.ts';
import { fixtureRecords } from '../support/fixture.ts';

/** Given records over a live world: here the live world is a zone, too. */

const live = `
@ TXT "live"
@ MX 10 live
live A 192.0.2.1
to-given CNAME given.example.org.
given.example.org. TXT "live, and out of date"
to-zone CNAME www.new.example.
www.new.example. TXT "live, and out of date"
host.example.net. TXT "live host"
through CNAME step.example.net.
step.example.net. CNAME given.example.org.
dead.example.net. CNAME gone.new.example.
`;

const given = `
given.example.org. TXT "given"
@ TXT "given"
to-live CNAME host.example.net.
back CNAME to-given
x CNAME y.example.org.
$ORIGIN new.example.
@ SOA ns host 1 2 3 4 5
www TXT "from the zone"
out CNAME host.example.net.
loop CNAME to-loop.example.net.
`;

const world = (above: string, below: string): Resolver =>
  overlaid(
    createAuthority(fixtureRecords(above)),
    overlaid(createAuthority(fixtureRecords(below), ['.']), offline),
  );

function told(answer: AnyAnswer): string {
  const texts =
    answer.status === 'present'
      ? answer.records.map((data) => JSON.stringify(data))
      : [`${answer.status} ${answer.reason}`];
  return [...answer.chain.map(({ to }) => `→ ${to}`), ...texts].join(' ');
}

const both = world(given, live);
const text = (value: string): string => `{"strings":["${value}"]}`;

describe('records over a live world', () => {
  const EXPECTED: [question: string, what: string, expected: string][] = [
    ['example.com TXT', 'a given record set replaces the live one', text('given')],
    [
      'example.com MX',
      'other types of its name stay live',
      '{"preference":10,"exchange":"live.example.com"}',
    ],
    ['live.example.com A', 'what is not given stays live', '{"address":"192.0.2.1"}'],
    ['www.new.example TXT', 'a given zone replaces the live one', text('from the zone')],
    ['gone.new.example TXT', 'and what it does not list is absent', 'absent nxdomain'],
    [
      'to-live.example.com TXT',
      'a given alias leads into the live world',
      `→ host.example.net ${text('live host')}`,
    ],
    ['to-live.example.com A', 'for every type', '→ host.example.net absent nodata'],
    ['out.new.example TXT', 'out of a given zone too', `→ host.example.net ${text('live host')}`],
    [
      'to-given.example.com TXT',
      'a live alias leads to given records',
      `→ given.example.org ${text('given')}`,
    ],
    ['to-given.example.com A', 'where they speak for the type', '→ given.example.org absent nodata'],
    [
      'to-zone.example.com TXT',
      'a live alias leads into a given zone',
      `→ www.new.example ${text('from the zone')}`,
    ],
    [
      'through.example.com TXT',
      'over several links',
      `→ step.example.net → given.example.org ${text('given')}`,
    ],
    ['dead.example.net TXT', 'and to what the zone denies', '→ gone.new.example absent nxdomain'],
    ['back.example.com TXT', 'there and back', `→ to-given.example.com → given.example.org ${text('given')}`],
    ['x.example.com TXT', 'a dead end is absent', '→ y.example.org absent nxdomain'],
  ];
  for (const [question, what, expected] of EXPECTED) {
    it(`${question}: ${what}`, async () => {
      const [name, type] = question.split(' ');
      assert.equal(told(await both.ask(name!, type as 'TXT')), expected);
    });
  }

  it('a loop over the border ends', async () => {
    const looping = world('a CNAME b', 'b CNAME c\nc CNAME a');
    for (const name of ['a.example.com', 'b.example.com']) {
      const answer = await looping.ask(name, 'TXT');
      assert.deepEqual([answer.status === 'failed' && answer.reason, answer.chain.length], ['cname-loop', 3]);
    }
  });

  it('a given alias to itself is a loop', async () => {
    const answer = await world('a CNAME a', '').ask('a.example.com', 'TXT');
    assert.equal(told(answer), '→ a.example.com failed cname-loop');
  });

  it('a chain of 17 links over both worlds is too long', async () => {
    const alias = (index: number): string => `a${index} CNAME a${index + 1}`;
    const links = Array.from({ length: 20 }, (_, index) => alias(index));
    const even = links.filter((_, index) => index % 2 === 0).join('\n');
    const odd = links.filter((_, index) => index % 2 === 1).join('\n');
    const end = `${odd}\na20 TXT "end"`;
    assert.equal((await world(even, end).ask('a4.example.com', 'TXT')).status, 'present');
    assert.equal((await world(even, end).ask('a3.example.com', 'TXT')).status, 'failed');
  });
});

describe('records without a world below', () => {
  it('skip what they do not speak for', async () => {
    const only = overlaid(createAuthority(fixtureRecords(given)), offline);
    assert.equal(told(await only.ask('example.com', 'MX')), 'skipped offline');
    assert.equal(told(await only.ask('to-live.example.com', 'TXT')), '→ host.example.net skipped offline');
    assert.equal(told(await only.ask('www.new.example', 'TXT')), text('from the zone'));
    assert.equal(told(await only.ask('a..b', 'TXT')), 'failed bad-name');
  });
});
