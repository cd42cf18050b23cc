import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Query, SILENCE } from '../servers/name-server.ts';
import { type Answering, answerFrom, GOOD, named, outcome, withServers } from './asking.ts';

/** Tries overlap, and what was learnt about a server is remembered. */

const EAGER = { firstMs: 30, leastMs: 30, mostMs: 60, totalMs: 8000 };

/** Which server was asked how often. */
const asked = (servers: readonly { queries: Query[] }[]): number[] =>
  servers.map(({ queries }) => queries.length);

describe('a try that is late', () => {
  it('is not given up: its answer counts when it comes', async () => {
    const late: Answering = ({ nth }) => (nth === 1 ? [{ waitMs: 150 }, GOOD] : SILENCE);
    const answer = await answerFrom(late, { timing: EAGER });
    assert.equal(outcome(answer), 'real');
    assert.ok(answer.tries > 1, `${answer.tries} tries`);
  });

  it('has the next server asked beside it, and the first answer counts', async () => {
    await withServers(
      [() => [{ waitMs: 3000 }, GOOD], () => GOOD],
      async ({ client, servers }) => {
        const answer = await client.ask('example.com', 'TXT');
        assert.deepEqual(answer.source, { server: servers[1]!.label });
        assert.deepEqual([outcome(answer), answer.tries], ['real', 2]);
      },
      { timing: EAGER },
    );
  });

  it('has TCP asked in the end, where UDP never gets through', async () => {
    const onlyTcp: Answering = ({ transport }) => (transport === 'tcp' ? GOOD : SILENCE);
    const answer = await answerFrom(onlyTcp, { timing: EAGER });
    assert.deepEqual([outcome(answer), answer.tries], ['real', 3]);
  });

  it('is due sooner where the server is known to be quick', async () => {
    await withServers(
      [(query) => (query.name === 'slow.example' && query.nth === 1 ? SILENCE : named(query))],
      async ({ client }) => {
        for (let index = 0; index < 5; index++) await client.ask(`n${index}.example`, 'TXT');
        const answer = await client.ask('slow.example', 'TXT');
        assert.deepEqual([outcome(answer), answer.tries], ['slow.example', 2]);
      },
      // Without what was measured the second try would be due after the time is over.
      { timing: { firstMs: 60_000, leastMs: 20, mostMs: 60_000, totalMs: 20_000 } },
    );
  });
});

describe('a server that leaves questions to others', () => {
  it('is asked after them from then on', async () => {
    await withServers(
      [() => SILENCE, named],
      async ({ client, servers }) => {
        await client.ask('example.com', 'TXT');
        assert.deepEqual(asked(servers), [1, 1]);
        for (let index = 0; index < 5; index++) await client.ask(`n${index}.example`, 'TXT');
        assert.deepEqual(asked(servers), [1, 6]);
      },
      { timing: EAGER },
    );
  });

  it('is not blamed where nobody has an answer', async () => {
    await withServers(
      [
        (query) => (query.name === 'dead.example' ? SILENCE : named(query)),
        (query) => (query.name === 'dead.example' ? { rcode: 2 } : named(query)),
      ],
      async ({ client, servers }) => {
        assert.equal(outcome(await client.ask('dead.example', 'TXT')), 'failed servfail');
        const answer = await client.ask('example.com', 'TXT');
        assert.deepEqual(answer.source, { server: servers[0]!.label });
      },
      { timing: { ...EAGER, totalMs: 400 } },
    );
  });

  it('does not cost the others more than one wait where nothing listens there', async () => {
    const gone = await withServers([() => GOOD], async ({ servers }) => servers[0]!.server);
    await withServers([named], async ({ servers }) => {
      const all = { servers: [gone, servers[0]!.server] };
      await withServers(
        [],
        async ({ client }) => {
          for (let index = 0; index < 5; index++) await client.ask(`n${index}.example`, 'TXT');
          assert.equal(client.packets(), 6);
        },
        all,
      );
    });
  });
});

describe('a server that does not read EDNS', () => {
  it('is asked without it from then on', async () => {
    await withServers(
      [(query) => (query.message.edns === undefined ? named(query) : { rcode: 1 })],
      async ({ client, servers }) => {
        for (let index = 0; index < 5; index++) await client.ask(`n${index}.example`, 'TXT');
        assert.deepEqual(asked(servers), [6]);
      },
    );
  });
});
