import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, describe, it } from 'node:test';
import type { Name } from '../../src/dns/index.ts';
import type { Message } from '../../src/dns/wire/index.ts';
import { loopbackCertificate, OPENSSL, throwAwayCa } from './certificates.ts';
import { DNSMASQ, startDnsmasq } from './dnsmasq.ts';
import { message, overHttps, overTls, overUdp, question, texts } from './independent-clients.ts';
import {
  type Behaviour,
  type NameServer,
  type NameServerOptions,
  type Query,
  startNameServer,
} from './name-server.ts';
import { NSD, startNsd } from './nsd.ts';
import { type RunningServer, skipWithout } from './process.ts';
import { LDNS_KEYGEN, LDNS_SIGNZONE, type SignedZone, type Signing, signedZone } from './signed-zone.ts';
import { type RunningUnbound, startUnbound, UNBOUND } from './unbound.ts';
import { fromZone } from './zone-answers.ts';

/** The servers of the tests are what they claim to be, seen without our own client. */

const ZONE = fromZone('@ TXT "in process"\nslow TXT "slow"');

async function withServer(
  options: NameServerOptions,
  test: (server: NameServer) => Promise<void>,
  answer: Parameters<typeof startNameServer>[0] = ZONE,
): Promise<void> {
  const server = await startNameServer(answer, options);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

describe('the name server in process', { skip: skipWithout(OPENSSL) }, () => {
  it('answers over TLS, out of order where the test says so', async () => {
    const slow = ({ name, ...query }: Query) =>
      name.startsWith('slow') ? [{ waitMs: 50 }, ZONE({ name, ...query })] : ZONE({ name, ...query });
    await withServer(
      { tls: true },
      async ({ tls, ca, queries, connections }) => {
        const both = await overTls(tls!, ca, question('slow.example.com'), question('example.com'));
        assert.deepEqual(both.flatMap(texts), ['in process', 'slow']);
        await overTls(tls!, ca, question('example.com'));
        assert.deepEqual(
          queries.map(({ connection, transport, serverName }) => [connection, transport, serverName]),
          [1, 1, 2].map((connection) => [connection, 'tls', 'localhost']),
        );
        assert.deepEqual(connections, ['tls', 'tls']);
      },
      slow,
    );
  });

  it('answers over HTTPS, to POST and GET', async () => {
    await withServer({ https: true }, async ({ https, ca, queries }) => {
      for (const method of ['POST', 'GET'] as const) {
        const { status, type, body } = await overHttps(https!, ca, method, question('example.com'));
        assert.deepEqual(
          [status, type, texts(message(body))],
          [200, 'application/dns-message', ['in process']],
        );
      }
      assert.deepEqual(
        queries.map(({ transport, http }) => [transport, http?.method, http?.path.split('?')[0]]),
        ['POST', 'GET'].map((method) => ['https', method, '/dns-query']),
      );
    });
  });

  it('answers as HTTP where the test says so', async () => {
    await withServer(
      { https: true },
      async ({ https, ca }) => {
        const { status, type, body } = await overHttps(https!, ca, 'GET', question('example.com'));
        assert.deepEqual([status, type, body.toString()], [503, 'text/html', '<p>Later</p>']);
      },
      () => ({ http: { status: 503, headers: { 'content-type': 'text/html' }, body: '<p>Later</p>' } }),
    );
  });

  it('shows the certificate it was given', async () => {
    const { ca, issue } = throwAwayCa();
    const asked = async (certificate = issue({ names: ['localhost'] }), trusted = ca): Promise<number> => {
      let answers = 0;
      await withServer({ tls: true, certificate }, async ({ tls }) => {
        answers = (await overTls(tls!, trusted, question('example.com'))).length;
      });
      return answers;
    };
    assert.equal(await asked(), 1);
    await assert.rejects(asked(issue({ names: ['localhost'], expired: true })), { code: 'CERT_HAS_EXPIRED' });
    await assert.rejects(asked(issue({ names: ['dns.example'] })), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await assert.rejects(asked(undefined, loopbackCertificate().ca), {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  it('refuses a connection where the test says so', async () => {
    await withServer(
      { tls: true, onConnection: (nth) => (nth === 1 ? 'refuse' : 'accept') },
      async (server) => {
        const asked = (): Promise<Message[]> => overTls(server.tls!, server.ca, question('example.com'));
        assert.deepEqual(await asked().catch(() => []), []);
        assert.equal((await asked()).length, 1);
      },
    );
  });

  it('answers from elsewhere where the test says so', async () => {
    await withServer(
      {},
      async ({ server }) => {
        const ports: number[] = [];
        const socket = createSocket('udp4');
        const both = new Promise<void>((resolve) => {
          socket.on('message', (_, { port }) => void (ports.push(port) === 2 && resolve()));
        });
        socket.send(question('example.com'), server.port, server.host);
        await both;
        socket.close();
        assert.equal(ports.filter((port) => port === server.port).length, 1);
      },
      (): Behaviour => [{ elsewhere: {} }, {}],
    );
  });
});

const RECORDS = `@ SOA ns.example.net. hostmaster.example.net. 1 3600 600 86400 60
@ NS ns.example.net.
@ TXT "signed"`;
const SIGNED: Record<string, Signing> = {
  'good.example': {},
  'hashed.example': { nsec3: true },
  'expired.example': { expired: 'records' },
  'old.example': { expired: 'all' },
  'tampered.example': { tamper: { from: '"signed"', to: '"forged"' } },
  'wrong.example': {},
};

describe('real servers', {
  skip: skipWithout(NSD, UNBOUND, DNSMASQ, OPENSSL, LDNS_KEYGEN, LDNS_SIGNZONE),
}, () => {
  const zones: SignedZone[] = [];
  const running: RunningServer[] = [];
  let nsd: RunningServer;
  let unbound: RunningUnbound;

  before(async () => {
    for (const [origin, signing] of Object.entries(SIGNED)) zones.push(signedZone(origin, RECORDS, signing));
    nsd = await startNsd(zones);
    running.unshift(nsd);
    unbound = await startUnbound({
      upstream: nsd.server,
      zones: zones.map(({ origin }) => origin),
      trustAnchors: zones.map(({ origin, ds, wrongDs }) => (origin === 'wrong.example' ? wrongDs : ds)),
      tls: true,
      https: true,
    });
    running.unshift(unbound);
  });
  after(async () => {
    for (const server of running) await server.stop();
    for (const zone of zones) zone.remove();
  });

  const viaUnbound = async (name: Name): Promise<Message> =>
    (await overUdp(unbound.server, [question(name)], 3000))[0]!;

  for (const name of ['good.example', 'hashed.example']) {
    it(`${name} validates, what it has and what it has not`, async () => {
      const found = await viaUnbound(name);
      assert.deepEqual([found.rcode, found.flags.ad, texts(found)], [0, true, ['signed']]);
      const absent = await viaUnbound(`nothing.${name}`);
      assert.deepEqual([absent.rcode, absent.flags.ad], [3, true]);
    });
  }

  for (const name of ['expired.example', 'old.example', 'tampered.example', 'wrong.example']) {
    it(`${name} does not validate`, async () => {
      const answer = await viaUnbound(name);
      assert.deepEqual([answer.rcode, answer.flags.ad, texts(answer)], [2, false, []]);
      // RFC 8914 §4.7 to §4.13: what is wrong with DNSSEC.
      const codes = answer.edns?.errors.map(({ code }) => code) ?? [];
      assert.ok(codes.length > 0 && codes.every((code) => code >= 6 && code <= 12), codes.join());
    });
  }

  it('Unbound answers over TLS and HTTPS', async () => {
    const { tls, https, ca } = unbound;
    const answers = await overTls(tls!, ca, question('good.example'), question('hashed.example'));
    assert.deepEqual(answers.flatMap(texts), ['signed', 'signed']);
    for (const method of ['GET', 'POST'] as const) {
      const { status, body } = await overHttps(https!, ca, method, question('good.example'));
      assert.deepEqual([status, texts(message(body))], [200, ['signed']]);
    }
  });

  it('dnsmasq passes on what NSD answers', async () => {
    const dnsmasq = await startDnsmasq({ upstream: nsd.server, ready: 'good.example' });
    running.unshift(dnsmasq);
    const [answer] = await overUdp(dnsmasq.server, [question('good.example')], 3000);
    assert.deepEqual(texts(answer!), ['signed']);
  });

  it('NSD limits the rate of its answers where the test says so', async () => {
    const limited = await startNsd(zones, { rrlRateLimit: 20 });
    running.unshift(limited);
    const burst = Array.from({ length: 200 }, (_, id) => question('good.example', 'TXT', id));
    const truncated = (answers: Message[]): number => answers.filter(({ flags }) => flags.tc).length;
    // Some of so many packets may get lost on any machine; but no server that is not told to cuts short answers.
    assert.equal(truncated(await overUdp(nsd.server, burst, 300)), 0);
    assert.notEqual(truncated(await overUdp(limited.server, burst, 300)), 0);
  });
});
