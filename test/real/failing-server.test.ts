import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createClient } from '../../src/dns/client/client.ts';
import type { Server } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { ZONES } from './world.ts';

/** A zone that NSD knows of and cannot load. */
const BROKEN = { origin: 'broken.example', file: 'nowhere.zone' };
/** The DS record of a key that nobody has: whatever the zone says fails validation. */
const ANCHOR = `alias.example. DS 12345 13 2 ${'00'.repeat(32)}`;
/** Neither the root, so that names outside are refused, nor a zone that its parent delegates. */
const SERVED = [...ZONES.filter(({ origin }) => origin !== '.' && origin !== 'lab.deep.test'), BROKEN];

const ask = (domain: string, { host, port }: Server): Promise<DomainResult> =>
  audit(domain, createClient({ servers: [{ host, port }], timing: { totalMs: 600 } }));

describe('a real server that fails is never taken for missing records', {
  skip: skipWithout(NSD, UNBOUND),
}, () => {
  let nsd: RunningServer;
  let unbound: RunningServer;
  let validating: RunningServer;

  before(async () => {
    nsd = await startNsd(SERVED);
    const zones = SERVED.map(({ origin }) => origin);
    unbound = await startUnbound({ upstream: nsd.server, zones });
    validating = await startUnbound({ upstream: nsd.server, zones, trustAnchors: [ANCHOR] });
  });
  after(async () => {
    for (const server of [validating, unbound, nsd]) await server?.stop();
  });

  it('SERVFAIL for a zone that cannot be loaded', async () => {
    for (const { server } of [nsd, unbound])
      assertOnlyOpen(await ask('broken.example', server), ['servfail']);
  });

  it('REFUSED for a zone that is not served', async () => {
    assertOnlyOpen(await ask('elsewhere.example', nsd.server), ['refused']);
  });

  it('a referral instead of an answer', async () => {
    const result = await ask('lab.deep.test', nsd.server);
    assertOnlyOpen(result, ['lame', 'refused']);
    assert.ok(result.inconclusive.some(({ name, reason }) => name === 'lab.deep.test' && reason === 'lame'));
  });

  it('data that does not validate', async () => {
    const result = await ask('alias.example', validating.server);
    const bogus = result.inconclusive.filter(({ reason }) => reason === 'bogus');
    assert.notEqual(bogus.length, 0, JSON.stringify(result.inconclusive));
    assert.deepEqual(rulesOutside(result, 'dns'), []);
    assert.equal(
      result.findings.filter(({ rule }) => rule === 'dns/bogus').length,
      1,
      'one broken zone is one finding',
    );
  });

  it('the same server, validating, judges an unsigned domain as ever', async () => {
    const { inconclusive } = await ask('example.net', validating.server);
    // DS records stand in the zone above, which this world does not serve.
    const ours = inconclusive.filter(({ name, type }) => name.endsWith('example.net') && type !== 'DS');
    assert.deepEqual(ours, []);
  });

  it('a server that is gone', async () => {
    const gone = await startNsd(SERVED);
    await gone.stop();
    assertOnlyOpen(await ask('example.com', gone.server), ['unreachable', 'timeout']);
  });
});

function assertOnlyOpen(result: DomainResult, reasons: string[]): void {
  assert.equal(result.verdict, 'inconclusive');
  assert.deepEqual(rulesOutside(result, 'dns'), []);
  for (const { name, reason } of result.inconclusive)
    assert.ok(reasons.includes(reason), `${name}: ${reason}`);
}

/** Findings that a failed lookup must not cause. Asking for a selector is no claim that a key is missing. */
function rulesOutside({ findings }: DomainResult, section: string): string[] {
  return findings.map(({ rule }) => rule).filter((rule) => !rule.startsWith(`${section}/`));
}
