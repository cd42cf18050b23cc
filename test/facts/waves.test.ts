import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as idle } from 'node:timers/promises';
import type { Resolver } from '../../src/dns/index.ts';
import { FULL, type Section } from '../../src/facts/index.ts';
import { correctDomains } from '../zones/correct.ts';

const RECORDS: Section[] = ['mx', 'address', 'spf', 'dkim', 'dmarc'];

/** All that is asked at once is answered at once, when nobody has a further question: so many answers stand behind each other. */
function inWaves(world: Resolver): { resolver: Resolver; waves: () => number } {
  let waves = 0;
  let wave: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await idle();
    waves++;
    wave = undefined;
  };
  const ask: Resolver['ask'] = async (name, type, at) => {
    wave ??= end();
    await wave;
    return await world.ask(name, type, at);
  };
  return { resolver: { ...world, ask }, waves: () => waves };
}

describe('what full asks stands at most one wave of answers behind what the five records need', () => {
  for (const { file, title, resolver, audit } of correctDomains())
    it(`${file} ${title}`, async () => {
      const waves = async (sections: readonly Section[]): Promise<number> => {
        const counted = inWaves(resolver);
        await audit(counted.resolver, sections);
        return counted.waves();
      };
      await waves(FULL);
      const [all, five] = [await waves(FULL), await waves(RECORDS)];
      assert.ok(all <= five + 1, `${all} waves, ${five} for the five`);
    });
});
