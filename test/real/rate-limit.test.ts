import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createClient } from '../../src/dns/client/client.ts';
import type { OpenTransport } from '../../src/dns/client/lane.ts';
import { tcpTo } from '../../src/dns/client/transport/stream.ts';
import type { ClientOptions, Name } from '../../src/dns/index.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { auditsOf, DOMAINS, fromFiles } from './asking.ts';
import { ZONES } from './world.ts';

/** Answers a second; one audit asks for more than a hundred. Half of the others are dropped, half say: over TCP. */
const RATE = 20;

describe('a server that limits the rate of its answers loses no verdict', {
  skip: skipWithout(NSD),
  // Mostly they wait; each has a server, and so a limit, of its own.
  concurrency: true,
}, () => {
  let expected: unknown[];

  before(async () => {
    expected = await fromFiles();
  });

  it('five audits in a row, each by a client that knows nothing of it', async () => {
    await withLimited(async ({ server }) => {
      for (let at = 0; at < FEW; at++) {
        const { results, usedTcp } = await audited({ servers: [server] }, [DOMAINS[at]!]);
        assert.deepEqual(results, [expected[at]], DOMAINS[at]);
        assert.ok(usedTcp, 'these answers fit UDP: over TCP asks who has met the limit');
      }
    });
  });

  for (const bulk of [false, true]) {
    it(`many domains at once, ${bulk ? 'in' : 'not in'} bulk mode`, async () => {
      await withLimited(async ({ server }) => {
        const { results } = await audited({ servers: [server], bulk }, DOMAINS.slice(0, MANY));
        assert.deepEqual(results, expected.slice(0, MANY));
      });
    });
  }
});

/** More than a thousand questions. */
const MANY = 12;

/** Of the domains, those first ones that have no large answers. */
const FEW = 5;

async function withLimited(test: (nsd: RunningServer) => Promise<void>): Promise<void> {
  const nsd = await startNsd(ZONES, { rrlRateLimit: RATE });
  try {
    await test(nsd);
  } finally {
    await nsd.stop();
  }
}

/** By a client as the command makes it: it is its patience, not that of the test, that the limit tries. */
async function audited(
  options: ClientOptions,
  domains: readonly Name[],
): Promise<{ results: unknown[]; usedTcp: boolean }> {
  let usedTcp = false;
  const TCP: OpenTransport = (server) => {
    usedTcp = true;
    return tcpTo(server);
  };
  const client = createClient({ ...options, transports: { TCP } });
  try {
    return { results: await auditsOf(domains, client), usedTcp };
  } finally {
    await client.close();
  }
}
