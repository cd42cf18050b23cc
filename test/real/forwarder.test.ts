import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { DNSMASQ, startDnsmasq } from '../servers/dnsmasq.ts';
import { type Behaviour, type Query, startNameServer } from '../servers/name-server.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { LDNS_KEYGEN, LDNS_SIGNZONE } from '../servers/signed-zone.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { auditsOf, DOMAINS, fromFiles, patient } from './asking.ts';
import { BOGUS, BROKEN, GOOD, type SignedWorld, signedWorld } from './signed-world.ts';
import { ZONES } from './world.ts';

describe('a forwarder in between changes nothing', { skip: skipWithout(NSD, UNBOUND, DNSMASQ) }, () => {
  const running: RunningServer[] = [];
  const forwarders: Record<string, RunningServer> = {};
  let expected: unknown[];

  before(async () => {
    const nsd = await startNsd(ZONES);
    running.unshift(nsd);
    const unbound = await startUnbound({ upstream: nsd.server, zones: ZONES.map(({ origin }) => origin) });
    running.unshift(unbound);
    for (const [name, { server }] of Object.entries({ NSD: nsd, Unbound: unbound })) {
      // Without a cache: from it dnsmasq gives one PTR record of several, and a CNAME without the DNAME it stands for.
      forwarders[name] = await startDnsmasq({ upstream: server, ready: 'example.com' });
      running.unshift(forwarders[name]);
    }
    expected = await fromFiles();
  });
  after(async () => {
    for (const server of running) await server.stop();
  });

  for (const upstream of ['NSD', 'Unbound']) {
    for (const bulk of [false, true]) {
      const mode = bulk ? 'in bulk mode' : 'not in bulk mode';

      it(`before ${upstream}, ${mode}, one domain after another`, async () => {
        const client = patient(forwarders[upstream]!.server, { bulk });
        for (const [index, domain] of DOMAINS.entries())
          assert.deepEqual(await auditsOf([domain], client), [expected[index]], domain);
        await client.close();
      });

      it(`before ${upstream}, ${mode}, all at once, twice`, async () => {
        const client = patient(forwarders[upstream]!.server, { bulk });
        // dnsmasq ends a connection after a hundred queries.
        for (const round of [1, 2])
          assert.deepEqual(await auditsOf(DOMAINS, client), expected, `round ${round}`);
        await client.close();
      });
    }
  }
});

describe('a server that ends connections early', () => {
  it('is not left with connections that carry nothing more', { timeout: 30_000 }, async () => {
    const zone = fromZone('* TXT "here"');
    // Its first connection ends with a question unanswered: so few it takes on one.
    const server = await startNameServer((query: Query) =>
      query.transport === 'tcp' && query.connection === 1 && query.name.startsWith('q3.')
        ? 'close'
        : zone(query),
    );
    const client = patient(server.server, { bulk: true, testServers: false });
    try {
      for (let round = 0; round < 5; round++) {
        const names = Array.from({ length: 8 }, (_, index) => `q${index}.r${round}.example.com`);
        const answers = await Promise.all(names.map((name) => client.ask(name, 'TXT')));
        assert.deepEqual(
          answers.map(({ status }) => status),
          names.map(() => 'present'),
        );
      }
      assert.ok(server.connections.length > 3, `${server.connections.length} connections in all`);
      while (server.openConnections() > 1) await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      await client.close();
      await server.close();
    }
  });
});

describe('a server that takes so many questions at once', () => {
  const ROOM = 100;
  const WORK_MS = 20;
  const crowd = Array.from({ length: 300 }, (_, index) => `n${index}.example.com`);

  const statuses = async (answer: (query: Query) => Behaviour): Promise<string[]> => {
    const server = await startNameServer(answer);
    const client = patient(server.server, { testServers: false });
    try {
      await client.ask('first.example.com', 'TXT');
      const answers = await Promise.all(crowd.map((name) => client.ask(name, 'TXT')));
      return [
        ...new Set(
          answers.map((one) => (one.status === 'failed' ? `${one.status} ${one.reason}` : one.status)),
        ),
      ];
    } finally {
      await client.close();
      await server.close();
    }
  };

  it('and refuses the others answers them all, a little later', async () => {
    const zone = fromZone('* TXT "here"');
    const ends: number[] = [];
    assert.deepEqual(
      await statuses((query) => {
        const now = performance.now();
        if (ends.filter((end) => end > now).length >= ROOM) return { rcode: REFUSED };
        ends.push(now + WORK_MS);
        return [{ waitMs: WORK_MS }, zone(query)];
      }),
      ['present'],
    );
  });

  it('is told from one that refuses what it does not serve', async () => {
    const zone = fromZone('first TXT "here"');
    const asked = await statuses((query) =>
      query.name.startsWith('first.') ? zone(query) : { rcode: REFUSED },
    );
    assert.deepEqual(asked, ['failed refused']);
  });
});

const REFUSED = 5;

describe('DNSSEC behind a forwarder', {
  skip: skipWithout(NSD, UNBOUND, DNSMASQ, LDNS_KEYGEN, LDNS_SIGNZONE),
}, () => {
  const running: RunningServer[] = [];
  let world: SignedWorld;
  let dnsmasq: RunningServer;

  before(async () => {
    world = signedWorld();
    const nsd = await startNsd(world.zones);
    running.unshift(nsd);
    const zones = world.zones.map(({ origin }) => origin);
    const unbound = await startUnbound({ upstream: nsd.server, zones, trustAnchors: [world.anchor] });
    running.unshift(unbound);
    dnsmasq = await startDnsmasq({ upstream: unbound.server, ready: '.' });
    running.unshift(dnsmasq);
  });
  after(async () => {
    for (const server of running) await server.stop();
    world?.remove();
  });

  for (const trustAd of [false, true]) {
    it(`stays unknown, for it clears AD${trustAd ? ', though the system says trust-ad' : ''}`, async () => {
      const client = patient({ ...dnsmasq.server, trustAd });
      for (const zone of GOOD) {
        assert.equal((await client.ask(zone, 'MX')).security, 'unknown');
        const { verdict, findings } = await audit(zone, client);
        assert.equal(verdict, 'pass');
        for (const { security } of findings.flatMap(({ evidence }) => evidence))
          assert.equal(security, 'unknown');
      }
      assert.deepEqual(
        client.traits().map(({ validates }) => validates),
        [trustAd ? false : null],
      );
      await client.close();
    });
  }

  it('what does not validate is bogus all the same, and what is broken is not', async () => {
    const client = patient(dnsmasq.server);
    for (const zone of Object.keys(BOGUS)) {
      const { security, ...answer } = await client.ask(`mail.${zone}`, 'A');
      assert.deepEqual([security, answer.status === 'failed' && answer.reason], ['bogus', 'bogus'], zone);
      const { findings } = await audit(zone, client);
      assert.equal(findings.filter(({ rule }) => rule === 'dns/bogus').length, 1);
    }
    for (const zone of BROKEN) {
      const answer = await client.ask(zone, 'TXT');
      assert.equal(answer.status === 'failed' && answer.reason, 'servfail');
      assert.deepEqual((await audit(zone, client)).findings, []);
    }
    await client.close();
  });
});
