import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Server, serverLabel } from '../../src/dns/index.ts';
import { type Answering, edns, txt } from '../dns/asking.ts';
import { type Query, type Reply, SILENCE, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { mailcheck } from '../support/command.ts';
import { DOMAIN, healthy, zoneWith } from './healthy.ts';
import { misfits } from './report-shape.ts';
import { type Ran, run, type Scenario } from './scenario.ts';
import { EVERY_WAY, OPENED, onWay, serverFor, type Way } from './ways.ts';

/** What is wrong with a server as a whole, whatever it is asked. */

let ran = 0;

async function audited(way: Way, answering: Answering, more: Partial<Scenario> = {}): Promise<Ran> {
  const done = await run({ way, answering: [answering], ...more });
  ran++;
  assert.deepEqual(misfits(done.result), []);
  return done;
}

function rulesFound({ result }: Ran): string[] {
  return result.findings.map(({ rule }) => rule);
}

function assertHealthy({ result }: Ran): void {
  assert.deepEqual([result.verdict, result.findings, result.inconclusive], ['pass', [], []]);
}

/** Why each lookup that is open failed; by its question. */
function reasons({ result }: Ran): Record<string, string> {
  return Object.fromEntries(result.inconclusive.map(({ name, type, reason }) => [`${name} ${type}`, reason]));
}

/** An address where a server listened that is gone. */
async function goneServer(way: Way): Promise<Server> {
  const server = await startNameServer(healthy, OPENED[way]);
  await server.close();
  return serverFor(way, server);
}

const isUdp = ({ transport }: Query): boolean => transport === 'udp';

for (const way of EVERY_WAY) {
  describe(`over ${way}`, { concurrency: true }, () => {
    it('the domain is healthy where nothing goes wrong', async () => {
      assertHealthy(await audited(way, onWay(way, healthy), { guesses: true }));
    });

    if (way !== 'TC') {
      it('F06, F24: nothing listens: each lookup has failed, at once and for one cause', async () => {
        const server = await goneServer(way);
        const done = await audited(way, healthy, { client: { servers: [server] }, guesses: true });
        const { verdict, findings, causes } = done.result;
        assert.deepEqual([verdict, findings], ['inconclusive', []]);
        assert.deepEqual([...new Set(Object.values(reasons(done)))], ['unreachable']);
        assert.deepEqual(
          causes.map(({ kind, name, reason }) => [kind, name, reason]),
          [['resolver', serverLabel(server), 'unreachable']],
        );
        assert.match(causes[0]!.advice, /--server https:/);
      });

      it('F06: of two servers one is not there', async () => {
        const second = await startNameServer(healthy, OPENED[way]);
        const servers = [await goneServer(way), serverFor(way, second)];
        assertHealthy(await audited(way, healthy, { client: { servers } }));
        await second.close();
      });
    }

    it('F21: where a wildcard answers for every text, no selector counts as found', async () => {
      const key = 'v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g=';
      const zone = fromZone(zoneWith('DKIM TXT', ''));
      const answering: Answering = (query) => {
        const right = zone(query);
        const isText = query.type === 'TXT' && query.name.endsWith(DOMAIN) && right.answers?.length === 0;
        return isText ? { answers: [txt(key, { name: query.name })] } : right;
      };
      const { result } = await audited(way, onWay(way, answering), { guesses: true, selectors: [] });
      const facts = result.sections.dkim?.facts;
      assert.deepEqual([facts?.status, facts?.wildcard], ['unknown', true]);
      assert.deepEqual(result.inconclusive, []);
    });

    it('F22: addresses for names that do not exist are no addresses', async () => {
      const done = await audited(way, onWay(way, lying(fromZone(zoneWith('MX host A', '')), false)));
      assert.deepEqual([done.result.verdict, rulesFound(done)], ['inconclusive', []]);
      assert.equal(reasons(done)['mail.example.com A'], 'filtered');
      assert.equal(reasons(done)['mail.example.com AAAA'], 'ambiguous');
      assert.equal(done.traits[0]?.inventsAddresses, true);
    });

    it('F22: that a name does not exist is known where it is proven for another type', async () => {
      const done = await audited(way, onWay(way, lying(fromZone(zoneWith('MX host A', '')), true)));
      assert.deepEqual([done.result.verdict, rulesFound(done)], ['fail', ['mx/target-nxdomain']]);
      assert.equal(reasons(done)['mail.example.com A'], 'filtered');
    });

    it('F22: what such a resolver denies without proof is not missing', async () => {
      const done = await audited(way, onWay(way, lying(fromZone(zoneWith('_dmarc TXT', '')), false)));
      assert.deepEqual(rulesFound(done), []);
      assert.equal(done.result.verdict, 'inconclusive');
      assert.equal(reasons(done)['_dmarc.example.com TXT'], 'ambiguous');
    });

    it('F22: it is believed where it can be: a healthy domain is healthy', async () => {
      assertHealthy(await audited(way, onWay(way, lying(healthy, true))));
    });

    for (const [code, rcode] of [
      [4, 0],
      [15, 3],
      [16, 3],
      [17, 0],
    ] as const) {
      it(`F22: a resolver that filters, and says so (${code}), has said nothing of the name`, async () => {
        const answering: Answering = (query) =>
          query.name === `_dmarc.${DOMAIN}` ? { rcode, edns: edns({ code, text: '' }) } : healthy(query);
        const done = await audited(way, onWay(way, answering));
        assert.deepEqual([done.result.verdict, rulesFound(done)], ['inconclusive', []]);
        assert.deepEqual(reasons(done), { '_dmarc.example.com TXT': 'filtered' });
      });
    }

    it('F23: without AD nothing is known of signatures, and nothing is called unsigned', async () => {
      const done = await audited(way, onWay(way, healthy));
      assertHealthy(done);
      assert.deepEqual(securities(done), ['unknown']);
      assert.notEqual(done.traits[0]?.validates, true);
    });

    it('F23: AD is believed where nobody on the way can set it', async () => {
      const signed: Answering = (query) => ({ ...comToo(healthy)(query), flags: { ad: true } });
      const done = await audited(way, onWay(way, signed));
      assertHealthy(done);
      assert.deepEqual(securities(done), [way === 'TLS' || way === 'HTTPS' ? 'secure' : 'unknown']);
    });

    it('F23: of a resolver that validates, an answer without AD is insecure', async () => {
      const some: Answering = (query) => ({ ...comToo(healthy)(query), flags: { ad: query.name === 'com' } });
      const done = await audited(way, onWay(way, some));
      assertHealthy(done);
      assert.deepEqual(securities(done), [way === 'TLS' || way === 'HTTPS' ? 'insecure' : 'unknown']);
    });
  });
}

const DROPPING: Record<string, (nth: number) => boolean> = {
  'every third packet': (nth) => nth % 3 === 0,
  'every second packet': (nth) => nth % 2 === 0,
  'two of three packets': (nth) => nth % 3 !== 0,
};

describe('a server that limits the rate', { concurrency: true }, () => {
  for (const [what, drops] of Object.entries(DROPPING)) {
    it(`F34: drops ${what}`, async () => {
      assertHealthy(await audited('UDP', every(drops, SILENCE), { guesses: true }));
    });
    it(`F34: truncates ${what}`, async () => {
      assertHealthy(await audited('UDP', every(drops, { flags: { tc: true } }), { guesses: true }));
    });
  }

  it('F34: drops every third packet, and truncates every second of the others', async () => {
    const dropping = every((nth) => nth % 3 === 0, SILENCE);
    const truncating = every((nth) => nth % 2 === 0, { flags: { tc: true } });
    let nth = 0;
    const both: Answering = (query) => (++nth % 3 === 0 ? dropping(query) : truncating(query));
    assertHealthy(await audited('UDP', both, { guesses: true }));
  });
});

it('F24: the command says once what to do, and exits with 3', async () => {
  const { host, port } = await goneServer('UDP');
  const { code, stdout } = await mailcheck([DOMAIN, '--server', `${host}:${port}`]);
  ran++;
  assert.equal(code, 3);
  assert.equal(stdout.match(/--server https:/g)?.length, 1, stdout);
  assert.doesNotMatch(stdout, /FAIL/);
  assert.match(stdout, /nothing is called missing/);
});

it('resolvers: 81 scenarios', () => {
  assert.equal(ran, 81);
});

function every(hits: (nth: number) => boolean, instead: Reply | typeof SILENCE): Answering {
  let nth = 0;
  return (query) => (isUdp(query) && hits(++nth) ? instead : healthy(query));
}

/** Gives an address where there is none; `provably`: its other denials come with an SOA. */
function lying(zone: (query: Query) => Reply, provably: boolean): Answering {
  return (query) => {
    const right = zone(query);
    if (right.rcode !== 3) return right;
    if (query.type === 'A')
      return {
        answers: [{ name: query.name, type: 'A', class: 1, ttl: 60, data: { address: '198.51.100.99' } }],
      };
    return provably ? right : {};
  };
}

function comToo(zone: (query: Query) => Reply): (query: Query) => Reply {
  const com = fromZone('com. NS a.example.');
  return (query) => (query.name === 'com' ? com(query) : zone(query));
}

function securities({ answers }: Ran): string[] {
  return [
    ...new Set(
      [...answers.values()]
        .filter(({ source }) => !('server' in source && source.server === 'guesses'))
        .map(({ security }) => security),
    ),
  ];
}
