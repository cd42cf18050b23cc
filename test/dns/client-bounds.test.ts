import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../src/dns/client/client.ts';
import type { OpenTransport } from '../../src/dns/client/lane.ts';
import { cached, type Resolver, withDeadline } from '../../src/dns/index.ts';
import { SILENCE } from '../servers/name-server.ts';
import { GOOD, OVER, outcome, withServers } from './asking.ts';

/** Every question ends, and nothing stays open behind it. */

const HANDLES = ['UDPWrap', 'UDPSocketWrap', 'TCPSocketWrap', 'TCPWrap', 'TCPConnectWrap', 'Timeout'];

/** Sockets and timers of this process, as far as they keep it alive. */
function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => HANDLES.includes(name))
    .sort();
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('nothing is left behind', () => {
  for (const [name, over] of Object.entries(OVER)) {
    for (const [what, behaviour] of Object.entries({
      answers: GOOD,
      silence: SILENCE,
      garbage: Uint8Array.of(1, 2),
    })) {
      it(`after ${what} over ${name}`, async () => {
        await withServers(
          [over(() => behaviour)],
          async ({ client }) => {
            await settled();
            const before = openHandles();
            await Promise.all(
              Array.from({ length: 20 }, (_, index) => client.ask(`n${index}.example`, 'TXT')),
            );
            await settled();
            const left = openHandles().filter((handle) => handle === 'Timeout' || handle.startsWith('UDP'));
            assert.deepEqual(
              left,
              before.filter((handle) => handle === 'Timeout' || handle.startsWith('UDP')),
            );
          },
          { timing: { totalMs: 30 } },
        );
        await settled();
        assert.deepEqual(openHandles(), []);
      });
    }
  }

  it('when the client closes: what is under way has failed, at once', async () => {
    for (const over of Object.values(OVER)) {
      await withServers(
        [over(() => SILENCE)],
        async ({ client, servers }) => {
          const started = performance.now();
          const open = Promise.all(
            Array.from({ length: 50 }, (_, index) => client.ask(`n${index}.example`, 'TXT')),
          );
          const arrived = async (): Promise<void> => {
            while (servers[0]!.queries.length < 2) await pause(5);
          };
          await Promise.race([open, arrived()]);
          await client.close();
          for (const answer of await open) assert.equal(answer.status, 'failed');
          const late = await client.ask('example.com', 'TXT');
          assert.equal(outcome(late), 'failed timeout');
          assert.ok(performance.now() - started < 2000);
          await settled();
          assert.ok(servers[0]!.queries.every((query) => query.name !== 'example.com'));
        },
        { timing: { totalMs: 18000 }, concurrencyPerServer: 3 },
      );
    }
    await settled();
    assert.deepEqual(openHandles(), []);
  });
});

describe('a deadline', () => {
  it('ends what is open, and asks nothing afterwards', async () => {
    await withServers(
      [() => SILENCE],
      async ({ client, servers }) => {
        const { resolver, stop } = withDeadline(client, 0.05);
        const answers = await Promise.all([
          resolver.ask('a.example', 'TXT'),
          resolver.ask('b.example', 'MX'),
        ]);
        assert.deepEqual(answers.map(outcome), ['failed timeout', 'failed timeout']);
        assert.match(JSON.stringify(answers[0]), /no answer before the 0.05 s for this domain were over/);
        const asked = servers[0]!.queries.length;
        assert.equal(outcome(await resolver.ask('c.example', 'TXT')), 'failed timeout');
        await settled();
        assert.equal(servers[0]!.queries.length, asked);
        stop();
      },
      { timing: { totalMs: 9000 } },
    );
    await settled();
    assert.deepEqual(openHandles(), []);
  });

  it('is no matter to who is in time', async () => {
    await withServers([() => GOOD], async ({ client }) => {
      const { resolver, stop } = withDeadline(cached(client), 30);
      assert.equal(outcome(await resolver.ask('example.com', 'TXT')), 'real');
      stop();
    });
    await settled();
    assert.deepEqual(openHandles(), []);
  });
});

describe('concurrency', () => {
  it('is bounded per server', async () => {
    let now = 0;
    let most = 0;
    const udp: OpenTransport = () => ({
      name: 'UDP',
      async exchange(_query, _accept, attempt) {
        attempt.begin(() => {});
        most = Math.max(most, ++now);
        await settled();
        now--;
        return { ok: false, reason: 'malformed', detail: '' };
      },
      close: () => {},
    });
    const client: Resolver = createClient({
      servers: [{ host: '192.0.2.1', port: 53 }],
      concurrencyPerServer: 4,
      testServers: false,
      transports: { UDP: udp },
    });
    await Promise.all(Array.from({ length: 40 }, (_, index) => client.ask(`n${index}.example`, 'A')));
    assert.equal(most, 4);
  });
});
