import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { addressOctets, formatAddress, presentAnswer, type Resolver } from '../../src/dns/index.ts';
import { SPECIAL_PURPOSE } from '../../src/dns/special-purpose.ts';
import { createNet, type HttpsAnswer } from '../../src/net/index.ts';
import { OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { httpsServer } from '../servers/https.ts';
import { emptyWorld, fixtureResolver } from '../support/fixture.ts';
import { skipUnless } from '../support/shared.ts';

const ranges = SPECIAL_PURPOSE.filter(([, , isGlobal]) => !isGlobal).map(([network, prefix]) => ({
  range: `${network}/${prefix}`,
  address: inside(network, prefix),
}));

/** Neither the first address of a range nor a row's narrower exception. */
function inside(network: string, prefix: number): string {
  const octets = addressOctets(network)!.slice();
  const last = octets.length - 1;
  if (prefix < 8 * octets.length)
    octets[last] = octets[last]! | (prefix % 8 === 0 || prefix < 8 * last ? 77 : 1);
  return formatAddress(octets);
}

/** Fetches with a connector that only counts: nothing may reach it. */
async function refused(url: string, resolver: Resolver): Promise<void> {
  const opened: string[] = [];
  const net = createNet({
    connect: (address, port) => {
      opened.push(address);
      return connect({ host: '127.0.0.1', port });
    },
  });
  const answer = await net.https({ url, mostOctets: 100, redirects: 3 }, resolver);
  await net.close();
  assert.deepEqual(opened, []);
  assert.deepEqual(wordsOf(answer), ['failed', 'not-public', 0]);
}

function wordsOf(answer: HttpsAnswer): unknown[] {
  return [answer.status, 'reason' in answer ? answer.reason : '', answer.tries];
}

const world = (address: string): Resolver =>
  fixtureResolver(`www ${address.includes(':') ? 'AAAA' : 'A'} ${address}`);

const hex = (address: string): string => Buffer.from(addressOctets(address)!).toString('hex');

/** An IPv4 address in the forms of IPv6 addresses that carry one. */
const FORMS: Record<string, (v4: string) => string> = {
  mapped: (v4) => `::ffff:${v4}`,
  compatible: (v4) => `::${v4}`,
  NAT64: (v4) => `64:ff9b::${v4}`,
  'local NAT64': (v4) => `64:ff9b:1::${v4}`,
  '6to4': (v4) => `2002:${hex(v4).slice(0, 4)}:${hex(v4).slice(4)}::1`,
  Teredo: (v4) => {
    const inverted = Buffer.from(addressOctets(v4)!.map((octet) => 255 - octet)).toString('hex');
    return `2001:0:101:101::${inverted.slice(0, 4)}:${inverted.slice(4)}`;
  },
};

describe('nobody is led to an address that is not public', () => {
  for (const { range, address } of ranges) {
    const literal = address.includes(':') ? `[${address}]` : address;
    it(`${range}: ${address} in the URL`, () => refused(`https://${literal}/`, emptyWorld));
    it(`${range}: ${address} in the DNS`, () => refused('https://www.example.com/', world(address)));
    if (address.includes(':')) continue;
    for (const [name, form] of Object.entries(FORMS))
      it(`${range}: ${address}, ${name}`, async () => {
        await refused('https://www.example.com/', world(form(address)));
        await refused(`https://[${form(address)}]/`, emptyWorld);
      });
  }

  const spellings = [
    '127.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.0.0.1.',
    'localhost',
    '[::ffff:7f00:1]',
    '①②⑦.0.0.1',
  ];
  for (const host of spellings)
    it(`${host} in the URL`, () => refused(`https://${host}/`, fixtureResolver('localhost. A 127.0.0.1')));

  it('beside public ones they are left out', async () => {
    const opened: string[] = [];
    const net = createNet({
      totalMs: 500,
      connect: (address, port) => {
        opened.push(address);
        return connect({ host: '127.0.0.1', port: port === 443 ? 1 : port });
      },
    });
    const resolver = fixtureResolver('www A 10.0.0.1\nwww A 1.1.1.1\nwww AAAA ::1');
    await net.https({ url: 'https://www.example.com/', mostOctets: 100, redirects: 0 }, resolver);
    await net.close();
    assert.deepEqual(opened, ['1.1.1.1']);
  });

  it('rebinding: the name is asked once, and the connection goes to the address that was checked', async () => {
    let asked = 0;
    const rebinding: Resolver = {
      ask: async (name, type) => {
        if (type !== 'A') return emptyWorld.ask(name, type);
        asked += 1;
        const records = [{ address: asked === 1 ? '1.1.1.1' : '127.0.0.1' }];
        return presentAnswer({ name, type: 'A' }, records, { server: '192.0.2.53' }) as never;
      },
    };
    const opened: string[] = [];
    const net = createNet({
      totalMs: 500,
      connect: (address) => {
        opened.push(address);
        return connect({ host: '127.0.0.1', port: 1 });
      },
    });
    await net.https({ url: 'https://www.example.com/', mostOctets: 100, redirects: 0 }, rebinding);
    await net.close();
    assert.deepEqual([asked, opened], [1, ['1.1.1.1']]);
  });

  const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');
  it('redirects: each is checked as the first URL', { skip }, async () => {
    const authority = throwAwayCa();
    const targets = ranges.map(({ address }) => (address.includes(':') ? `[${address}]` : address));
    const server = await httpsServer(authority.issue({ names: ['www.example.com'] }), ({ url }, response) =>
      response.writeHead(302, { location: `https://${targets[Number(url!.slice(1))]}/` }).end(),
    );
    const opened: string[] = [];
    const net = createNet({
      ca: [authority.ca],
      connect: (address) => {
        opened.push(address);
        return connect({ host: '127.0.0.1', port: server.port });
      },
    });
    for (const index of targets.keys()) {
      const url = `https://www.example.com/${index}`;
      const answer = await net.https({ url, mostOctets: 100, redirects: 3 }, world('1.1.1.1'));
      assert.deepEqual(wordsOf(answer), ['failed', 'not-public', 1], targets[index]);
    }
    assert.deepEqual(
      opened,
      targets.map(() => '1.1.1.1'),
    );
    assert.equal(server.connections(), targets.length);
    await net.close();
    await server.stop();
  });
});
