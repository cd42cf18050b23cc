import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { each, txt } from '../support/counted.ts';
import { fixtureResolver } from '../support/fixture.ts';

/** Milliseconds of CPU for a whole audit: only work that grows with the square fails here, a slow machine does not. */
const LIMIT = 1200;

const SIXTY_KB: Record<string, string> = {
  '3,500 networks': txt('@', `v=spf1 ${each(3500, (n) => `ip4:192.${n >> 8}.${n & 255}.0/24`)} -all`),
  '32,000 terms “A”': txt('@', `v=spf1 ${each(32_000, () => 'A')} -all`),
  '3,500 includes of one name': txt('@', `v=spf1 ${each(3500, () => 'include:a.example')} -all`),
  'rua= with commas alone': txt('_dmarc', `v=DMARC1; p=none; rua=${','.repeat(64_000)}`),
  'rua= with 32,000 mistakes': txt('_dmarc', `v=DMARC1; p=none; rua=${'x,'.repeat(32_000)}`),
  'rua= with 2,500 addresses': txt(
    '_dmarc',
    `v=DMARC1; p=none; rua=${each(2500, (n) => `mailto:a@b${n}.example`, ',')}`,
  ),
};

function cpuMs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

describe('an audit of 64 kB of hostile text takes little time', () => {
  for (const [what, zone] of Object.entries(SIXTY_KB)) {
    it(what, async () => {
      const resolver = fixtureResolver(zone);
      await audit('example.org', resolver, {});
      const before = process.cpuUsage();
      await audit('example.com', resolver, {});
      const took = cpuMs(before);
      assert.ok(took < LIMIT, `${took.toFixed(0)} ms`);
    });
  }
});
