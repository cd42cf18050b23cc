import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readName } from '../../src/dns/index.ts';
import { checkHost, type SpfCheck } from '../../src/facts/spf-check.ts';
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
