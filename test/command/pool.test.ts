import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inOrder } from '../../src/command/pool.ts';

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

const never = new AbortController().signal;
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the pool', () => {
  it('keeps the order, and at most so many jobs at once', async () => {
    let running = 0;
    let most = 0;
    const job = async (ms: number): Promise<number> => {
      most = Math.max(most, ++running);
      await after(ms);
      running--;
      return ms;
    };
    const delays = [30, 1, 20, 5, 0, 15];
    const results: number[] = [];
    for await (const result of inOrder(listed(delays), 3, job, never)) results.push(result);
    assert.deepEqual(results, delays);
    assert.equal(most, 3);
  });

  it('goes on with the work behind a slow job', async () => {
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const done: number[] = [];
    const job = async (item: number): Promise<number> => {
      if (item === 0) await slow;
      done.push(item);
      if (done.length === 40) release();
      return item;
    };
    const items = Array.from({ length: 50 }, (_, index) => index);
    const results: number[] = [];
    for await (const result of inOrder(listed(items), 2, job, never)) results.push(result);
    assert.deepEqual(results, items);
    assert.ok(done.indexOf(0) >= 40, 'the slow one kept others waiting');
  });

  it('tells of a list that cannot be read', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      throw new Error('list');
    }
    const results = inOrder(broken(), 5, async (item) => item, never);
    await assert.rejects(async () => {
      for await (const _ of results);
    }, /list/);
  });

  it('gives a result while the next item is waited for', async () => {
    async function* slow(): AsyncGenerator<string> {
      yield 'first';
      await new Promise(() => {});
    }
    const results = inOrder(slow(), 5, async (item) => item, never);
    assert.deepEqual(await results.next(), { value: 'first', done: false });
  });

  it('ends when stopped, whatever it waits for', async () => {
    const controller = new AbortController();
    const results = inOrder(listed([1]), 2, () => new Promise<number>(() => {}), controller.signal);
    setTimeout(() => controller.abort(), 5);
    assert.deepEqual(await results.next(), { value: undefined, done: true });
  });

  it('tells of a job that failed when its turn comes', async () => {
    const job = async (item: number): Promise<number> => {
      if (item === 2) throw new Error('two');
      await after(10);
      return item;
    };
    const results = inOrder(listed([1, 2]), 5, job, never);
    assert.equal((await results.next()).value, 1);
    await assert.rejects(() => results.next(), /two/);
  });
});
