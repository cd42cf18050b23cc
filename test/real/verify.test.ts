import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Server } from '../../src/dns/index.ts';
import type { VerifiedServer, VerifyReport } from '../../src/report/schema/verify.ts';
import { verified } from '../gate/verify-world.ts';
import { NSD, type ServedZone, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { ADDRESSES, type DelegatedWorld, DOMAIN, delegatedWorld, PARENT } from './delegated-world.ts';

describe('verify against real name servers', { skip: skipWithout(NSD, UNBOUND) }, () => {
  const running: RunningServer[] = [];
  let world: DelegatedWorld;
  let above: Server;
  let resolver: Server;

  const start = async (...zones: readonly ServedZone[]): Promise<Server> => {
    const nsd = await startNsd(zones);
    running.unshift(nsd);
    return nsd.server;
  };

  before(async () => {
    world = delegatedWorld();
    above = await start(...world.above);
    const home = await start(...world.above, world.current);
    const unbound = await startUnbound({ upstream: home, zones: ['.', 'example', DOMAIN] });
    running.unshift(unbound);
    resolver = unbound.server;
  });
  after(async () => {
    for (const server of running) await server.stop();
    world?.remove();
  });

  async function check(servers: readonly Server[], proposed = world.current) {
    const at = new Map<string, Server>([
      [PARENT, above],
      ...servers.map((server, index) => [ADDRESSES[index]!, server] as const),
    ]);
    const asked = { resolver, authorityAt: (address: string) => at.get(address) };
    const { code, stdout } = await verified(asked, readFileSync(proposed.file, 'latin1'), ['--json']);
    const { verification } = JSON.parse(stdout) as VerifyReport;
    return { code, servers: verification.zones.flatMap((zone) => zone.servers) };
  }

  const told = (servers: readonly VerifiedServer[]): string[] =>
    servers.map(({ host, serial, state }) => `${host} ${serial} ${state}`);

  it('three with the proposed zone', async () => {
    const good = await start(world.current);
    const { code, servers } = await check([good, good, good]);
    assert.equal(code, 0);
    assert.deepEqual(
      told(servers),
      [1, 2, 3].map((nth) => `ns${nth}.${DOMAIN} 2 agrees`),
    );
  });

  it('one of three is stale, and one is dead', async () => {
    const good = await start(world.current);
    const dead = await startNsd([world.current]);
    await dead.stop();
    const stale = await check([good, await start(world.older), good]);
    assert.equal(stale.code, 1);
    assert.equal(told(stale.servers)[1], `ns2.${DOMAIN} 1 differs`);
    const silent = await check([good, good, dead.server]);
    assert.equal(silent.code, 3);
    assert.equal(told(silent.servers)[2], `ns3.${DOMAIN} null not-asked`);
  });

  it('texts that fit no UDP packet agree, and are missed where they are missing', async () => {
    const large = await start(world.large);
    assert.equal((await check([large, large, large], world.large)).code, 0);
    const short = await check([large, await start(world.current), large], world.large);
    assert.equal(short.code, 1);
    assert.match(short.servers[1]!.serialRemark!, /^serial 2 is also that of the proposed zone/);
  });

  it('one that does not have the zone', async () => {
    const good = await start(world.current);
    const { code, servers } = await check([good, await start(world.other), good]);
    assert.equal(code, 3);
    assert.equal(servers[1]!.authority, false);
    assert.match(servers[1]!.problem!, /^REFUSED/);
  });
});
