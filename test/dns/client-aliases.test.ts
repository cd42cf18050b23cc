import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnyRecord } from '../../src/dns/types.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { type Answering, answerFrom, cname, outcome, SOA, txt } from './asking.ts';

/** Alias chains: whole in one answer, step by step, without end, without a target. */

const chainOf = ({ chain }: Awaited<ReturnType<typeof answerFrom>>): string =>
  chain.map(({ from, to, kind }) => `${from} ${kind} ${to}`).join(', ');

const ASKED: Record<string, (zone: string) => Answering> = {
  'in one answer': (zone) => fromZone(zone),
  'step by step': (zone) => fromZone(zone, { followAliases: false }),
};

/** `@ → a1 → … → aN`, and what stands there. */
function chainZone(links: number, end: string): string {
  const names = ['@', ...Array.from({ length: links }, (_, index) => `a${index + 1}`)];
  const aliases = names.slice(0, -1).map((name, index) => `${name} CNAME ${names[index + 1]}`);
  return [...aliases, `${names.at(-1)} ${end}`].join('\n');
}

for (const [how, served] of Object.entries(ASKED)) {
  describe(`aliases, ${how}`, () => {
    it('lead to the records', async () => {
      const answer = await answerFrom(
        served('@ CNAME www\nwww CNAME host.example.net.\nhost.example.net. TXT "real"'),
      );
      assert.equal(outcome(answer), 'real');
      assert.equal(
        chainOf(answer),
        'example.com CNAME www.example.com, www.example.com CNAME host.example.net',
      );
      assert.equal(answer.name, 'example.com');
    });

    it('that dangle are absent, and say where they lead', async () => {
      const answer = await answerFrom(served('@ CNAME gone.example.net.'));
      assert.deepEqual(
        [outcome(answer), chainOf(answer)],
        ['absent nxdomain', 'example.com CNAME gone.example.net'],
      );
      const empty = await answerFrom(served('@ CNAME host\nhost A 192.0.2.1'));
      assert.deepEqual(
        [outcome(empty), chainOf(empty)],
        ['absent nodata', 'example.com CNAME host.example.com'],
      );
    });

    it('in a loop fail, with the chain', async () => {
      for (const zone of [
        '@ CNAME @',
        '@ CNAME a\na CNAME b\nb CNAME @',
        '@ CNAME a\na CNAME b\nb CNAME a',
      ]) {
        const answer = await answerFrom(served(zone));
        assert.equal(outcome(answer), 'failed cname-loop', zone);
        assert.equal(answer.chain.length, zone.split('\n').length);
        assert.match(answer.status === 'failed' ? answer.detail : '', /^the alias chain comes back to /);
      }
    });

    it('of 16 links are followed, of more not', async () => {
      const most = await answerFrom(served(chainZone(16, 'TXT "real"')));
      assert.deepEqual([outcome(most), most.chain.length], ['real', 16]);
      const over = await answerFrom(served(chainZone(17, 'TXT "real"')));
      assert.deepEqual([outcome(over), over.chain.length], ['failed cname-loop', 17]);
      assert.equal(over.status === 'failed' && over.detail, 'the alias chain has more than 16 links');
      assert.equal(outcome(await answerFrom(served(chainZone(30, 'TXT "real"')))), 'failed cname-loop');
      assert.equal(outcome(await answerFrom(served(chainZone(17, 'A 192.0.2.1')))), 'failed cname-loop');
    });

    it('made by a DNAME', async () => {
      const answer = await answerFrom(served('old DNAME new.example.net.\na.b.new.example.net. TXT "real"'), {
        name: 'a.b.old.example.com',
      });
      assert.equal(outcome(answer), 'real');
      assert.equal(chainOf(answer), 'a.b.old.example.com DNAME a.b.new.example.net');
    });

    it('made too long by a DNAME fail', async () => {
      const long = `${'b'.repeat(60)}.`.repeat(3);
      const answer = await answerFrom(served(`old DNAME ${long}example.net.`), {
        name: `${'a'.repeat(63)}.old.example.com`,
      });
      assert.equal(outcome(answer), 'failed rcode');
      assert.match(answer.status === 'failed' ? answer.detail : '', /^YXDOMAIN/);
    });

    it('end where the server has no answer: failed, with the chain so far', async () => {
      const zone = '@ SOA ns host 1 2 3 4 5\n@ NS ns\nwww CNAME host.sub\nsub NS ns.sub';
      const lame = await answerFrom(served(zone), { name: 'www.example.com' });
      assert.deepEqual(
        [outcome(lame), chainOf(lame)],
        ['failed lame', 'www.example.com CNAME host.sub.example.com'],
      );
      const out = await answerFrom(served('@ SOA ns host 1 2 3 4 5\nwww CNAME host.example.net.'), {
        name: 'www.example.com',
      });
      assert.deepEqual([outcome(out), out.chain.length], ['failed refused', 1]);
    });

    it('live as long as the least of their TTLs', async () => {
      const zone = (...ttls: number[]) =>
        served(
          `@ ${ttls[0]} CNAME www\nwww ${ttls[1]} CNAME host\nhost ${ttls[2]} TXT "a"\nhost ${ttls[2]} TXT "b"`,
        );
      for (const ttls of [
        [10, 20, 30],
        [20, 10, 30],
        [30, 20, 10],
      ]) {
        assert.equal((await answerFrom(zone(...ttls))).ttl, 10);
      }
    });
  });
}

describe('alias answers of strange servers', () => {
  const answering = (...answers: AnyRecord[]) => answerFrom(() => ({ answers }));

  it('a chain in any order', async () => {
    const answer = await answering(
      txt('real', { name: 'b.example.com' }),
      cname('a.example.com', 'b.example.com'),
      cname('example.com', 'a.example.com'),
    );
    assert.deepEqual([outcome(answer), answer.chain.length], ['real', 2]);
  });

  it('letters in another case', async () => {
    const answer = await answerFrom(
      () => ({ answers: [cname('EXAMPLE.com', 'A.example.COM'), txt('real', { name: 'a.EXAMPLE.com' })] }),
      { name: 'Example.Com' },
    );
    assert.deepEqual([outcome(answer), answer.name], ['real', 'Example.Com']);
  });

  it('a DNAME without the CNAME that it stands for proves nothing', async () => {
    const dname: AnyRecord = {
      name: 'example.com',
      type: 'DNAME',
      class: 1,
      ttl: 7,
      data: { target: 'example.net' },
    };
    const answer = await answerFrom(() => ({ answers: [dname] }), { name: 'a.example.com' });
    assert.equal(outcome(answer), 'failed malformed');
  });

  it('a CNAME that no DNAME made, though one stands there', async () => {
    const dname: AnyRecord = { name: 'com', type: 'DNAME', class: 1, ttl: 7, data: { target: 'example' } };
    const answer = await answering(
      dname,
      cname('example.com', 'b.example.net'),
      txt('real', { name: 'b.example.net' }),
    );
    assert.deepEqual([outcome(answer), chainOf(answer)], ['real', 'example.com CNAME b.example.net']);
  });

  it('an alias beside other data is told', async () => {
    const answer = await answering(txt('real'), cname('example.com', 'www.example.com'));
    assert.deepEqual([outcome(answer), answer.aliasConflict], ['real', 'example.com']);
    assert.equal((await answering(txt('real'))).aliasConflict, undefined);
  });

  it('two aliases at one name: always the same is followed', async () => {
    const [a, b] = [cname('example.com', 'a.example.com'), cname('example.com', 'b.example.com')];
    const ends = [txt('at a', { name: 'a.example.com' }), txt('at b', { name: 'b.example.com' })];
    assert.equal(outcome(await answering(a, b, ...ends)), 'at a');
    assert.equal(outcome(await answering(b, a, ...ends)), 'at a');
  });

  it('an alias is an answer where it is asked for', async () => {
    const answer = await answerFrom(() => ({ answers: [cname('example.com', 'www.example.com')] }), {
      type: 'CNAME',
    });
    assert.deepEqual(answer.status === 'present' && answer.records, [{ target: 'www.example.com' }]);
    assert.deepEqual(answer.chain, []);
  });

  it('a denial for the alias alone is no denial for its target', async () => {
    const answer = await answerFrom(({ name }) =>
      name === 'example.com'
        ? { answers: [cname('example.com', 'www.example.net')], authorities: [SOA] }
        : { answers: [txt('real', { name: 'www.example.net' })] },
    );
    assert.equal(outcome(answer), 'real');
  });
});

describe('record sets', () => {
  it('are sorted and hold no record twice', async () => {
    const answer = await answerFrom(() => ({ answers: ['b', 'a', 'c', 'a'].map((text) => txt(text)) }));
    assert.equal(outcome(answer), 'a b c');
    const mx = (preference: number, exchange: string): AnyRecord => ({
      name: 'example.com',
      type: 'MX',
      class: 1,
      ttl: 1,
      data: { preference, exchange },
    });
    const sorted = await answerFrom(
      () => ({ answers: [mx(10, 'b.example'), mx(5, 'z.example'), mx(10, 'a.example')] }),
      {
        type: 'MX',
      },
    );
    assert.deepEqual(
      sorted.status === 'present' && sorted.records,
      [mx(5, 'z.example'), mx(10, 'a.example'), mx(10, 'b.example')].map(({ data }) => data),
    );
  });

  it('live as long as the least TTL; denials as long as the SOA says', async () => {
    const answer = await answerFrom(() => ({ answers: [txt('a', { ttl: 30 }), txt('b', { ttl: 20 })] }));
    assert.equal(answer.ttl, 20);
    const denial = (ttl: number) => answerFrom(() => ({ rcode: 3, authorities: [{ ...SOA, ttl }] }));
    assert.equal((await denial(900)).ttl, 60);
    assert.equal((await denial(30)).ttl, 30);
    assert.equal((await answerFrom(() => ({}))).ttl, 0);
    const aliased = await answerFrom(() => ({
      answers: [cname('example.com', 'gone.example.com', 5)],
      rcode: 3,
      authorities: [SOA],
    }));
    assert.deepEqual([outcome(aliased), aliased.ttl], ['absent nxdomain', 5]);
  });

  it('of a type without a form of its own are kept as octets', async () => {
    const answer = await answerFrom(
      () => ({
        answers: [{ name: 'example.com', type: 'TYPE99', class: 1, ttl: 1, data: { octets: '0161' } }],
      }),
      { type: 'TYPE99' },
    );
    assert.deepEqual(answer.status === 'present' && answer.records, [{ octets: '0161' }]);
  });
});
