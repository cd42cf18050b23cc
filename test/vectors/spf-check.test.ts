import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readName } from '../../src/dns/index.ts';
import { checkHost, type SpfCheck } from '../../src/facts/spf/check.ts';
import { sharedJson } from '../support/shared.ts';
import { type Zonedata, zonedataResolver } from '../support/zonedata.ts';

interface Case {
  id: string;
  helo: string;
  host: string;
  mailfrom: string;
  expect: string[];
  explanation?: string;
}
interface Suite {
  scenarios: { description: string; zonedata: Zonedata; tests: Case[] }[];
}

/** RFC 7208 §2.4: HELO stands for a null reverse-path. */
function checkCase({ helo, host, mailfrom }: Case, zonedata: Zonedata): Promise<SpfCheck | undefined> {
  const sender = mailfrom === '' ? `postmaster@${helo}` : mailfrom;
  const read = readName(sender.slice(sender.lastIndexOf('@') + 1));
  if ('problem' in read) return Promise.resolve(undefined);
  const { ask } = zonedataResolver(zonedata);
  return checkHost(ask, read.name, { ip: host, mailFrom: sender, helo });
}

for (const file of ['rfc7208-visible.json', 'mox.suite.json']) {
  const { scenarios } = sharedJson<Suite>('vectors', 'spf', file);
  for (const { description, zonedata, tests } of scenarios) {
    describe(`check_host: ${file}: ${description}`, () => {
      for (const one of tests) {
        it(one.id, async () => {
          const check = await checkCase(one, zonedata);
          const result = check?.result ?? 'none';
          assert.ok(one.expect.includes(result), `${result}, not ${one.expect}: ${JSON.stringify(check)}`);
          if (one.explanation !== undefined) assert.equal(check?.explanation ?? 'DEFAULT', one.explanation);
        });
      }
    });
  }
}

describe('check_host: hostile records', () => {
  const check = (text: string, more: Zonedata = {}): Promise<SpfCheck> => {
    let questions = 0;
    const world = zonedataResolver({ 'example.com': [{ TXT: text.match(/.{1,255}/g) ?? [''] }], ...more });
    return checkHost(
      (name, type) => {
        assert.ok(++questions <= 66, 'too many questions');
        return world.ask(name, type);
      },
      'example.com',
      { ip: '192.0.2.1' },
    );
  };

  it('a trace that stays short, and still ends in what decides', async () => {
    const networks = Array.from({ length: 3000 }, (_, index) => `ip4:198.51.${index % 256}.0/24`);
    const { trace, result } = await check(`v=spf1 ${networks.join(' ')} -all`);
    assert.equal(result, 'fail');
    assert.ok(trace.length < 250);
    assert.equal(trace.at(-1)!.term, '-all');
  });

  it('a loop ends at the limit', async () => {
    const { result, problem, lookups } = await check('v=spf1 include:example.com -all');
    assert.deepEqual([result, problem, lookups], ['permerror', 'more than 10 DNS lookups', 11]);
  });

  it('many hosts of many names end at the budget', async () => {
    const hosts = Array.from({ length: 10 }, (_, index) => ({ MX: [index, `m${index}.example.net`] }));
    const addresses = Array.from({ length: 10 }, (_, index) => [
      `m${index}.example.net`,
      [{ A: '198.51.100.1' }],
    ]);
    const names = Array.from({ length: 10 }, (_, index) => `n${index}.example.net`);
    const zones = {
      ...Object.fromEntries(names.map((name) => [name, hosts])),
      ...Object.fromEntries(addresses),
    };
    const { result, problem } = await check(
      `v=spf1 ${names.map((name) => `mx:${name}`).join(' ')} -all`,
      zones,
    );
    assert.deepEqual([result, problem], ['temperror', 'more than 64 questions']);
  });
});
