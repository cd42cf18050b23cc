import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from '../../src/dns/index.ts';
import { outcome, txt, withServers } from '../dns/asking.ts';
import { type Query, SILENCE, startNameServer } from '../servers/name-server.ts';
import { serverFor, type Way } from './ways.ts';

/** Connections that many questions share: one that is slow or dead must not be the end of all of them. */

const HASTY = { firstMs: 30, leastMs: 30, mostMs: 30, totalMs: 8000 };

const good = ({ name }: Query) => ({ answers: [txt('real', { name })] });

describe('a connection that questions share', () => {
  it('is not given up for good because it was slow once', async () => {
    await withServers(
      [
        (query) => {
          if (query.name.startsWith('slow'))
            return query.transport === 'tcp' ? [{ waitMs: 150 }, good(query)] : good(query);
          return query.transport === 'udp' && query.name.startsWith('large') ? SILENCE : good(query);
        },
      ],
      async ({ client }) => {
        assert.equal(outcome(await client.ask('first.example.com', 'TXT')), 'real');
        await Promise.all(Array.from({ length: 20 }, (_, i) => client.ask(`slow${i}.example.com`, 'TXT')));
        assert.equal(outcome(await client.ask('large.example.com', 'TXT')), 'real');
      },
      { bulk: true, timing: HASTY },
    );
  });

  for (const way of ['TCP', 'TLS', 'HTTPS'] as Way[]) {
    it(`is replaced where it is dead, over ${way}`, async () => {
      const server = await startNameServer(
        (query) => (query.connection === 1 && !query.name.startsWith('first') ? SILENCE : good(query)),
        { tls: true, https: true },
      );
      const client = createClient({
        servers: [serverFor(way, server)],
        timing: HASTY,
        testServers: false,
        bulk: true,
      });
      try {
        assert.equal(outcome(await client.ask('first.example.com', 'TXT')), 'real');
        assert.equal(outcome(await client.ask('second.example.com', 'TXT')), 'real');
        assert.equal(outcome(await client.ask('third.example.com', 'TXT')), 'real');
      } finally {
        await client.close();
        await server.close();
      }
    });
  }

  for (const way of ['TLS', 'HTTPS'] as Way[]) {
    it(`may break under two tries of a question: a third one has another, over ${way}`, async () => {
      const server = await startNameServer(
        (query) => (query.connection === 1 ? [{ waitMs: 50 }, 'reset'] : good(query)),
        { tls: true, https: true },
      );
      const client = createClient({ servers: [serverFor(way, server)], timing: HASTY, testServers: false });
      try {
        assert.equal(outcome(await client.ask('first.example.com', 'TXT')), 'real');
      } finally {
        await client.close();
        await server.close();
      }
    });
  }
});
