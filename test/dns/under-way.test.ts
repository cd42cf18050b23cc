import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { UnderWay } from '../../src/dns/client/under-way.ts';

const NUMBER = fc.integer({ min: 0, max: 20 });
const STEP = fc.record({ number: NUMBER, adds: fc.boolean() });

it('what is under way is what a Map would hold', () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 200 }), (steps) => {
      const [ours, map] = [new UnderWay<string>(), new Map<number, string>()];
      for (const { number, adds } of steps) {
        if (adds && !map.has(number)) {
          ours.add(number, `${number}`);
          map.set(number, `${number}`);
        } else {
          ours.delete(number);
          map.delete(number);
        }
        assert.equal(ours.size, map.size);
        assert.equal(ours.get(number), map.get(number));
      }
      assert.deepEqual(new Set(ours.numbers()), new Set(map.keys()));
      assert.deepEqual(new Set(ours.takeAll()), new Set(map.values()));
      assert.equal(ours.size, 0);
      assert.deepEqual(ours.numbers(), []);
    }),
  );
});
