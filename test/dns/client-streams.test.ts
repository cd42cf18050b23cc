import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Server } from '../../src/dns/index.ts';
import { throwAwayCa } from '../servers/certificates.ts';
import { type NameServer, SILENCE, startNameServer } from '../servers/name-server.ts';
import { type Answering, GOOD, named, outcome, withServers } from './asking.ts';

/** Connections that carry many questions: over TCP in bulk, TLS and HTTPS. */

const NAMES = Array.from({ length: 60 }, (_, index) => `n${index}.example`);

type Way = 'tcp' | 'tls' | 'https';

const WAYS: readonly Way[] = ['tcp', 'tls', 'https'];

async function over<T>(
  way: Way,
  answering: Answering,
  test: (asked: { ask: (name: string) => Promise<string>; server: NameServer }) => Promise<T>,
  totalMs = 8000,
): Promise<T> {
  const server = await startNameServer(answering, { tls: true, https: true });
  const secure = { ca: [server.ca] };
  const servers: Record<Way, Server> = {
    tcp: server.server,
    tls: { ...server.tls!, protocol: 'tls', ...secure },
    https: { ...server.https!, protocol: 'https', ...secure },
  };
  try {
    return await withServers(
      [],
      ({ client }) => test({ server, ask: async (name) => outcome(await client.ask(name, 'TXT')) }),
      { servers: [servers[way]], bulk: true, timing: { firstMs: 500, totalMs } },
    );
  } finally {
    await server.close();
  }
}

for (const way of WAYS) {
  describe(`over ${way}`, () => {
    it('one connection carries all questions, once it has carried one', async () => {
      await over(way, named, async ({ ask, server }) => {
        await ask('first.example');
        assert.deepEqual(await Promise.all(NAMES.map(ask)), NAMES);
        assert.deepEqual(server.connections, [way]);
        const used = server.queries.filter(({ transport }) => transport === way);
        assert.equal(used.length, NAMES.length + 1);
      });
    });

    it('answers may come in any order', async () => {
      const shuffled: Answering = (query) => [{ waitMs: query.name.length % 2 === 0 ? 30 : 0 }, named(query)];
      await over(way, shuffled, async ({ ask }) => {
        await ask('first.example');
        assert.deepEqual(await Promise.all(NAMES.map(ask)), NAMES);
      });
    });

    it('a server that ends each connection after an answer loses none', async () => {
      // Over HTTPS one of many streams is the last one of its session, and the others must find another.
      const goingAway = [{ http: { goaway: 0 } }];
      const closing: Answering = (query) => {
        if (way !== 'https') return [named(query), 'close'];
        return query.name === 'n0.example' ? [...goingAway, named(query)] : named(query);
      };
      await over(way, closing, async ({ ask }) => {
        for (const name of NAMES.slice(0, 5)) assert.equal(await ask(name), name);
        assert.deepEqual(await Promise.all(NAMES.slice(0, 20).map(ask)), NAMES.slice(0, 20));
      });
    });

    it('a connection that is never answered ends in time, and another question starts anew', async () => {
      let isMute = true;
      await over(
        way,
        (query) => (isMute ? SILENCE : named(query)),
        async ({ ask }) => {
          assert.equal(await ask('one.example'), 'failed timeout');
          isMute = false;
          assert.equal(await ask('two.example'), 'two.example');
        },
        300,
      );
    });
  });
}

describe('a server that must prove who it is', () => {
  const ca = throwAwayCa();
  const cases: [
    what: string,
    subject: Parameters<typeof ca.issue>[0],
    name: string | undefined,
    detail: RegExp | undefined,
  ][] = [
    ['by its address', { addresses: ['127.0.0.1'] }, undefined, undefined],
    ['by the name that is asked for', { names: ['dns.example'] }, 'dns.example', undefined],
    ['and has another name', { names: ['other.example'] }, 'dns.example', /is for another name/],
    ['and has another address', { addresses: ['127.0.0.2'] }, undefined, /is for another name/],
    [
      'and whose certificate has expired',
      { addresses: ['127.0.0.1'], expired: true },
      undefined,
      /has expired/,
    ],
  ];
  for (const protocol of ['tls', 'https'] as const) {
    for (const [what, subject, name, detail] of cases) {
      it(`${what}, over ${protocol}`, async () => {
        const certificate = ca.issue(subject);
        const server = await startNameServer(named, { tls: true, https: true, certificate });
        const asked: Server = { ...server[protocol]!, protocol, ca: [ca.ca], ...(name && { name }) };
        await withServers(
          [],
          async ({ client }) => {
            const answer = await client.ask('example.com', 'TXT');
            if (detail === undefined) assert.equal(outcome(answer), 'example.com');
            else {
              assert.equal(outcome(answer), 'failed tls');
              assert.match(answer.status === 'failed' ? answer.detail : '', detail);
              assert.equal(server.queries.length, 0, 'nothing was told to a stranger');
            }
          },
          { servers: [asked] },
        );
        await server.close();
      });
    }
  }

  it('and whom nobody vouches for', async () => {
    const server = await startNameServer(named, { tls: true, https: true });
    for (const protocol of ['tls', 'https'] as const) {
      await withServers(
        [],
        async ({ client }) => {
          const answer = await client.ask('example.com', 'TXT');
          assert.equal(outcome(answer), 'failed tls');
          assert.match(answer.status === 'failed' ? answer.detail : '', /not trusted here \(--ca FILE\)/);
        },
        { servers: [{ ...server[protocol]!, protocol, ca: [ca.ca] }] },
      );
    }
    await server.close();
  });
});

describe('what is no DNS message, over HTTPS', () => {
  const cases: [what: string, http: object, detail: RegExp][] = [
    [
      'a page',
      { headers: { 'content-type': 'text/html' }, body: '<p>welcome' },
      /the response is text\/html, not/,
    ],
    ['no type', { headers: { 'content-type': undefined }, body: 'x' }, /the response is of no type/],
    ['404', { status: 404, body: 'no' }, /HTTP 404 instead/],
    ['503', { status: 503 }, /HTTP 503 instead/],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://elsewhere.example/' } },
      /redirects are not followed/,
    ],
    ['a huge body', { body: 'x'.repeat(70_000) }, /larger than any DNS message/],
    ['an empty body', { body: '' }, /answers another question/],
  ];
  for (const [what, http, detail] of cases) {
    it(`${what} is a failure`, async () => {
      const server = await startNameServer(() => ({ http }), { https: true });
      await withServers(
        [],
        async ({ client }) => {
          const answer = await client.ask('example.com', 'TXT');
          assert.equal(answer.status, 'failed');
          assert.match(answer.status === 'failed' ? answer.detail : '', detail);
        },
        { servers: [{ ...server.https!, protocol: 'https', ca: [server.ca] }] },
      );
      await server.close();
    });
  }

  it('a service at another path is found there', async () => {
    const server = await startNameServer(() => GOOD, { https: true });
    await withServers(
      [],
      async ({ client }) => {
        const answer = await client.ask('example.com', 'TXT');
        assert.match(answer.status === 'failed' ? answer.detail : '', /HTTP 404/);
        assert.equal(server.queries[0]?.http?.path, '/other');
      },
      { servers: [{ ...server.https!, protocol: 'https', ca: [server.ca], path: '/other' }] },
    );
    await server.close();
  });
});
