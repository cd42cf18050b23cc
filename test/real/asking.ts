import { audit } from '../../src/audit.ts';
import { createClient } from '../../src/dns/client/client.ts';
import type { ClientOptions, Name, OpenResolver, Resolver, Server } from '../../src/dns/index.ts';
import { comparable, fileResolver } from './world.ts';

/** As long as a busy machine needs: what these tests are about is what is answered, not how soon. */
export const PATIENCE = { totalMs: 20_000 };

export function patient(server: Server, options: Partial<ClientOptions> = {}): OpenResolver {
  return createClient({ servers: [server], timing: PATIENCE, ...options });
}

/** Domains of the world of test/real/zones that lead through all of its zones: aliases, trees, wildcards, large answers. */
export const DOMAINS: readonly Name[] = [
  'example.com',
  'sales.example.com',
  'example.net',
  'example.org',
  'alias.example',
  'shop.alias.example',
  'sales.moved.alias.example',
  'tree.test',
  'wild.test',
  'anything.wild.test',
  'blocked.wild.test',
  'large.example',
  'quiet.example',
  'deep.test',
  'team.lab.deep.test',
  'a.b.c.d.e.f.g.h.deep.test',
  'something.bare.test',
  'nowhere.test',
];

/** The results as the zone files alone have them. */
export async function fromFiles(domains: readonly Name[] = DOMAINS): Promise<unknown[]> {
  return auditsOf(domains, await fileResolver());
}

/** All at once, as far as the client lets them. */
export async function auditsOf(domains: readonly Name[], resolver: Resolver): Promise<unknown[]> {
  const results = await Promise.all(domains.map((domain) => audit(domain, resolver, UNHURRIED)));
  return results.map(comparable);
}

const UNHURRIED = { timeout: 120 };
