import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cached, type Resolver } from '../../src/dns/index.ts';
import { counting } from './counting.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a run', () => {
  it('shares equal questions under way', async () => {
    const { resolver, asked } = counting(() => ({ status: 'present', ttl: 0 }));
    const cache = cached(resolver);
    await Promise.all(['a.example', 'A.EXAMPLE', 'a.example'].map((name) => cache.ask(name, 'TXT')));
    assert.deepEqual(asked, ['a.example TXT']);
  });

  const LIFETIMES: [status: 'present' | 'nxdomain' | 'nodata' | 'failed', ttl: number, seconds: number][] = [
    ['present', 300, 300],
    ['nxdomain', 60, 60],
    ['nodata', 60, 60],
    ['present', 0, 1],
    ['nxdomain', 0, 1],
    ['failed', 0, 5],
  ];
  for (const [status, ttl, seconds] of LIFETIMES) {
    it(`keeps what is ${status} with TTL ${ttl} for ${seconds} s`, async () => {
      let now = 0;
      const { resolver, asked } = counting(() => ({ status, ttl }));
      const cache = cached(resolver, { now: () => now });
      const first = await cache.ask('a.example', 'TXT');
      await settled();
      now = seconds * 1000 - 1;
      assert.equal(await cache.ask('a.example', 'TXT'), first);
      now = seconds * 1000;
      assert.notEqual(await cache.ask('a.example', 'TXT'), first);
      assert.equal(asked.length, 2);
    });
  }

  it('counts the lifetime from the answer, not from the question', async () => {
    let now = 0;
    const { resolver, asked } = counting(() => {
      now += 10_000;
      return { status: 'present', ttl: 5 };
    });
    const cache = cached(resolver, { now: () => now });
    await cache.ask('a.example', 'TXT');
    await settled();
    await cache.ask('a.example', 'TXT');
    assert.equal(asked.length, 1);
  });

  it('keeps so many answers and no more; the one longest unused goes', async () => {
    const { resolver, asked } = counting(() => ({ status: 'present', ttl: 300 }));
    const cache = cached(resolver, { entries: 3 });
    for (const name of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'd']) await cache.ask(name, 'A');
    assert.deepEqual(asked, ['a A', 'b A', 'c A', 'd A']);
    await cache.ask('b', 'A');
    assert.equal(asked.length, 5);
    for (const name of ['c', 'd', 'b']) await cache.ask(name, 'A');
    assert.equal(asked.length, 5);
    await cache.ask('a', 'A');
    assert.equal(asked.length, 6);
  });

  it('does not keep what threw', async () => {
    let calls = 0;
    const broken: Resolver = {
      ask: () => {
        calls++;
        return Promise.reject(new Error('a bug'));
      },
    };
    const cache = cached(broken);
    await assert.rejects(cache.ask('a', 'A'));
    await assert.rejects(cache.ask('a', 'A'));
    assert.equal(calls, 2);
  });
});
