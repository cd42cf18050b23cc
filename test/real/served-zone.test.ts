import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createClient } from '../../src/dns/client/client.ts';
import type { OpenTransport } from '../../src/dns/client/lane.ts';
import { tcpTo } from '../../src/dns/client/transport/stream.ts';
import type { Resolver, Server } from '../../src/dns/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { comparable, fileResolver, ZONES } from './world.ts';

interface Expected {
  /** Where it is beyond doubt; the rules have tests of their own. */
  verdict?: DomainResult['verdict'];
  /** Names and texts that the result must show: the way leads through all the zones that it should. */
  reads?: string[];
  /** Some of its answers fit in no UDP packet. */
  tcp?: true;
  todo?: string;
}

const DOMAINS: Record<string, Expected> = {
  'example.com': { verdict: 'pass', reads: ['_netblocks2.example.net'] },
  'sales.example.com': {},
  'www.example.com': {},
  'example.net': {},
  'example.org': { verdict: 'fail' },
  'alias.example': {
    reads: ['chain1.alias.example', 'more.tree.test', 'reports@vendor.example', 'selector1'],
  },
  'shop.alias.example': { reads: ['shop.vendor.example'] },
  'moved.alias.example': {},
  'sales.moved.alias.example': { reads: ['_netblocks1.example.net'] },
  'tree.test': { verdict: 'fail', reads: ['level3.tree.test', 'spf.vendor.example'] },
  'wild.test': { reads: ['some.wild.test'] },
  'anything.wild.test': {},
  'y.blocked.wild.test': {},
  'blocked.wild.test': {},
  'some.pool.wild.test': {},
  'x.faulty.wild.test': {
    verdict: 'fail',
  },
  'large.example': { reads: ['server-number-15-of-the-large-example.large.example'], tcp: true },
  'quiet.example': { verdict: 'pass' },
  'deep.test': { reads: ['_spf.lab.deep.test'] },
  'team.lab.deep.test': { reads: ['_dmarc.team.lab.deep.test'] },
  'cut.lab.deep.test': {
    reads: ['hidden.lab.deep.test'],
  },
  'c.d.e.f.g.h.deep.test': {},
  'a.b.c.d.e.f.g.h.deep.test': {},
  'something.bare.test': {},
  'bare.test': {},
  'nowhere.test': {},
};

interface Live {
  resolver: Resolver;
  overTcp(): number;
}

function live(server: Server): Live {
  let count = 0;
  const TCP: OpenTransport = (to) => {
    count++;
    return tcpTo(to);
  };
  return { resolver: createClient({ servers: [server], transports: { TCP } }), overTcp: () => count };
}

describe('the same records, from files and from real name servers', {
  skip: skipWithout(NSD, UNBOUND),
}, () => {
  let nsd: RunningServer;
  let unbound: RunningServer;
  let files: Resolver;

  before(async () => {
    files = await fileResolver();
    nsd = await startNsd(ZONES);
    unbound = await startUnbound({ upstream: nsd.server, zones: ZONES.map(({ origin }) => origin) });
  });
  after(async () => {
    await unbound?.stop();
    await nsd?.stop();
  });

  for (const [domain, { verdict, reads = [], tcp, todo }] of Object.entries(DOMAINS)) {
    it(`${domain} is judged alike`, todo === undefined ? {} : { todo }, async () => {
      const expected = await audit(domain, files);
      assert.deepEqual([...expected.inconclusive, ...expected.skipped], []);
      assert.equal(expected.verdict, verdict ?? expected.verdict, rulesOf(expected));
      const text = JSON.stringify(expected);
      for (const name of reads) assert.ok(text.includes(name), `${name} is read`);
      for (const [name, { server }] of Object.entries({ NSD: nsd, Unbound: unbound })) {
        const { resolver, overTcp } = live(server);
        const result = await audit(domain, resolver);
        assert.deepEqual(comparable(result), comparable(expected), name);
        assert.equal(overTcp() > 0, tcp === true, `${name}: an answer came over TCP`);
      }
    });
  }
});

function rulesOf({ findings }: DomainResult): string {
  return findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`).join('\n');
}
