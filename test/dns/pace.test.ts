import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from '../../src/dns/client/pace.ts';

/** A pace whose places are taken until nobody else gets one. */
function filled(pace: Pace): number {
  let taken = 0;
  while (pace.enter() === undefined) taken++;
  return taken;
}

function paceAt(clock: { now: number }, most = 256): Pace {
  return new Pace(most, () => clock.now);
}

describe('the pace of questions to one server', () => {
  it('begins with the first wave of an audit', () => {
    assert.equal(filled(paceAt({ now: 0 })), 100);
    assert.equal(filled(paceAt({ now: 0 }, 3)), 3);
  });

  it('rises with each answer, up to a bound', () => {
    const pace = paceAt({ now: 0 });
    for (let answer = 0; answer < 50; answer++) pace.answered();
    assert.equal(filled(pace), 150);
    const fast = paceAt({ now: 0 });
    for (let answer = 0; answer < 1000; answer++) fast.answered();
    assert.equal(filled(fast), 256);
  });

  it('is halved by a loss, and rises slowly afterwards', () => {
    const pace = paceAt({ now: 0 });
    for (let question = 0; question < 99; question++) pace.enter();
    pace.lost();
    for (let question = 0; question < 99; question++) pace.leave();
    for (let answer = 0; answer < 40; answer++) pace.answered();
    assert.equal(filled(pace), 50);
  });

  it('takes the losses of one burst for one, and never stops', () => {
    const clock = { now: 0 };
    const pace = paceAt(clock);
    for (let question = 0; question < 99; question++) pace.enter();
    pace.lost();
    pace.lost();
    for (let question = 0; question < 99; question++) pace.leave();
    assert.equal(filled(pace), 50);
    const harsh = paceAt(clock);
    for (let loss = 0; loss < 20; loss++) {
      clock.now += 1000;
      harsh.lost();
    }
    assert.equal(filled(harsh), 2);
  });

  it('lets who waits in when somebody leaves, in order, and everybody when it opens', async () => {
    const pace = paceAt({ now: 0 }, 1);
    const order: number[] = [];
    assert.equal(pace.enter(), undefined);
    const waiting = [1, 2, 3].map((number) => pace.enter()!.then(() => order.push(number)));
    pace.leave();
    await waiting[0];
    assert.deepEqual(order, [1]);
    pace.open();
    await Promise.all(waiting);
    assert.deepEqual(order, [1, 2, 3]);
  });
});
