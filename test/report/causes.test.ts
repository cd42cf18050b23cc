import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createClient } from '../../src/dns/client/client.ts';
import { isWithin, type OpenResolver } from '../../src/dns/index.ts';
import { CauseTally } from '../../src/report/causes.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { type NameServer, SILENCE, startNameServer } from '../servers/name-server.ts';
import { fromZone } from '../servers/zone-answers.ts';
import { mailcheck } from '../support/command.ts';

/** Why lookups were not answered, over the domains of one run. */

const CUSTOMERS = Array.from({ length: 5 }, (_, index) => `customer${index}.example`);

const WORLD = fromZone(`
example. NS ns.registry.example.
ns.registry.example. A 192.0.2.77
ns1.provider.example. A 192.0.2.53
ns2.provider.example. A 192.0.2.54
healthy.example. TXT "v=spf1 include:spf.vendor.example -all"
`);

/** The zone above, as its own servers tell it: it delegates each customer to the provider. */
const REGISTRY = fromZone(`
example. SOA ns.registry hostmaster.registry 1 7200 3600 1209600 300
${CUSTOMERS.map((name) => `${name}. NS ns1.provider.example.\n${name}. NS ns2.provider.example.`).join('\n')}
ns1.provider.example. A 192.0.2.53
ns2.provider.example. A 192.0.2.54
`);

const SERVFAIL = { rcode: 2 };

describe('causes', () => {
  let resolver: NameServer;
  let registry: NameServer;
  let provider: NameServer;
  let client: OpenResolver;

  before(async () => {
    const isBroken = (name: string): boolean => CUSTOMERS.some((customer) => isWithin(name, customer));
    resolver = await startNameServer((query) =>
      isBroken(query.name) || query.name === 'spf.vendor.example' ? SERVFAIL : WORLD(query),
    );
    registry = await startNameServer(REGISTRY);
    provider = await startNameServer(() => SILENCE);
    const at: Record<string, NameServer> = {
      '192.0.2.77': registry,
      '192.0.2.53': provider,
      '192.0.2.54': provider,
    };
    client = createClient({
      servers: [resolver.server],
      authorityAt: (address) => at[address]?.server,
      testServers: false,
    });
  });
  after(async () => {
    await client.close();
    await Promise.all([resolver, registry, provider].map((server) => server.close()));
  });

  it('one provider’s servers are one cause of all its customers', async () => {
    const results: DomainResult[] = await Promise.all(CUSTOMERS.map((domain) => audit(domain, client)));
    const tally = new CauseTally();
    for (const { causes, inconclusive, verdict } of results) {
      assert.equal(verdict, 'inconclusive');
      assert.deepEqual(
        causes.map(({ kind, name, reason }) => ({ kind, name, reason })),
        [{ kind: 'name-servers', name: 'provider.example', reason: 'servfail' }],
      );
      assert.equal(causes[0]!.lookups, inconclusive.length);
      tally.add(causes);
    }
    const [shared, ...others] = tally.shared();
    assert.deepEqual([shared?.name, shared?.domains, others], ['provider.example', CUSTOMERS.length, []]);
  });

  it('a zone that somebody else includes is named by itself', async () => {
    const { causes } = await audit('healthy.example', client, { sections: ['spf'] });
    assert.deepEqual(
      causes.map(({ kind, name, lookups }) => ({ kind, name, lookups })),
      [{ kind: 'zone', name: 'vendor.example', lookups: 1 }],
    );
  });

  it('are told once at the end of a list, and counted in JSON', async () => {
    const args = ['spf', 'healthy.example', 'other.example', '--server', '127.0.0.1:9'];
    const { stdout } = await mailcheck(args);
    assert.match(stdout, /^2 domains: 127\.0\.0\.1:9: unreachable$/m);
    const { summary } = JSON.parse((await mailcheck([...args, '--json'])).stdout);
    assert.deepEqual(
      summary.causes.map(({ kind, name, domains }: { kind: string; name: string; domains: number }) => ({
        kind,
        name,
        domains,
      })),
      [{ kind: 'resolver', name: '127.0.0.1:9', domains: 2 }],
    );
  });
});
