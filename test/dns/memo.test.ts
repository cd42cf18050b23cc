import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoised } from '../../src/dns/index.ts';
import { counting } from './counting.ts';

describe('one audit', () => {
  it('asks equal questions once, however many are in flight, whatever the answer', async () => {
    for (const status of ['present', 'nxdomain', 'nodata', 'failed'] as const) {
      const { resolver, asked } = counting(() => ({ status, ttl: 0 }));
      const memo = memoised(resolver);
      const names = ['example.com', 'EXAMPLE.com', 'example.com'];
      const answers = await Promise.all(names.map((name) => memo.ask(name, 'TXT')));
      assert.deepEqual(asked, ['example.com TXT']);
      assert.equal(new Set(answers).size, 1);
      await memo.ask('example.com', 'TXT');
      await memo.ask('example.com', 'MX');
      assert.deepEqual(asked, ['example.com TXT', 'example.com MX']);
    }
  });

  it('tells all that it heard', async () => {
    const memo = memoised(counting(() => ({ status: 'nxdomain', ttl: 0 })).resolver);
    await Promise.all([
      memo.ask('b.example', 'TXT'),
      memo.ask('a.example', 'TXT'),
      memo.ask('b.example', 'TXT'),
    ]);
    const answers = await memo.answers();
    assert.deepEqual(
      answers.map(({ name }) => name),
      ['b.example', 'a.example'],
    );
  });
});
