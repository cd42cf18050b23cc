import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import type { Server } from '../../src/dns/index.ts';
import type { DomainResult, Finding } from '../../src/report/schema/report.ts';
import { SILENCE, startNameServer } from '../servers/name-server.ts';
import { NSD, type ServedZone, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startRelay } from '../servers/relay.ts';
import { startUnbound, UNBOUND } from '../servers/unbound.ts';
import { patient } from './asking.ts';
import { ADDRESSES, type DelegatedWorld, DOMAIN, delegatedWorld, PARENT } from './delegated-world.ts';

describe('the name servers of the zone, each asked by us', { skip: skipWithout(NSD, UNBOUND) }, () => {
  const running: RunningServer[] = [];
  let world: DelegatedWorld;
  /** Three servers with the same version of the zone. */
  let good: [Server, Server, Server];
  let above: Server;

  const start = async (...zones: readonly ServedZone[]): Promise<Server> => {
    const nsd = await startNsd(zones);
    running.unshift(nsd);
    return nsd.server;
  };

  /** What the audit says of a domain that the resolver knows as `zone`, whose name servers are these. */
  const auditOf = async (zone: ServedZone, servers: readonly Server[]): Promise<DomainResult> => {
    const home = await start(...world.above, zone);
    const unbound = await startUnbound({ upstream: home, zones: ['.', 'example', DOMAIN] });
    running.unshift(unbound);
    const at = new Map<string, Server>([
      [PARENT, above],
      ...servers.map((server, index) => [ADDRESSES[index]!, server] as const),
    ]);
    const client = patient(unbound.server, { authorityAt: (address) => at.get(address) });
    const result = await audit(DOMAIN, client, { timeout: 60 });
    await client.close();
    return result;
  };

  before(async () => {
    world = delegatedWorld();
    above = await start(...world.above);
    good = [await start(world.current), await start(world.current), await start(world.current)];
  });
  after(async () => {
    for (const server of running) await server.stop();
    world?.remove();
  });

  it('that say the same are nothing to talk about', async () => {
    const result = await auditOf(world.current, good);
    assert.deepEqual([rulesOf(result), result.verdict, result.inconclusive], [[], 'pass', []]);
  });

  it('of which one has an older version disagree, once', async () => {
    const result = await auditOf(world.current, [good[0], good[1], await start(world.older)]);
    const finding = onlyOne(result, 'dns/inconsistent-nameservers');
    assert.match(
      finding.message,
      /^shared\.example MX: ns1\.shared\.example says .*mail.*, ns3\.shared\.example says .*old/,
    );
    assert.equal(finding.severity, 'warning');
  });

  it('of which one does not have the zone are lame, once', async () => {
    const result = await auditOf(world.current, [good[0], await start(world.above[0]!), good[2]]);
    const { message } = onlyOne(result, 'dns/lame-nameserver');
    assert.equal(message, 'ns2.shared.example (192.0.2.102) only refers to the name servers of example');
  });

  it('of which one refuses the zone, and one cannot load it', async () => {
    const refusing = await start(world.other);
    const result = await auditOf(world.current, [
      good[0],
      refusing,
      await start(world.other, world.unloaded),
    ]);
    const { message } = onlyOne(result, 'dns/lame-nameserver');
    assert.match(
      message,
      /^ns2\.shared\.example \(192\.0\.2\.102\) says REFUSED.*, ns3\.shared\.example .* says SERVFAIL/,
    );
  });

  it('none of which has the zone are a lame delegation, found from above', async () => {
    const without = await start(world.above[0]!);
    const result = await auditOf(world.unloaded, [
      without,
      without,
      await start(world.other, world.unloaded),
    ]);
    const { message, severity } = onlyOne(result, 'dns/lame-delegation');
    assert.match(
      message,
      /^shared\.example: ns1\.shared\.example \(192\.0\.2\.101\) only refers to .* says SERVFAIL/,
    );
    assert.equal(severity, 'error');
    assert.deepEqual(outside(result), [], 'nothing is missing');
    assert.deepEqual([...new Set(result.inconclusive.map(({ reason }) => reason))], ['servfail']);
  });

  it('of which one is stopped', async () => {
    const stopped = await startNsd([world.current]);
    await stopped.stop();
    const result = await auditOf(world.current, [good[0], stopped.server, good[2]]);
    const { message } = onlyOne(result, 'dns/lame-nameserver');
    assert.equal(message, 'ns2.shared.example (192.0.2.102) does not answer');
  });

  it('of which one is silent', async () => {
    const mute = await startNameServer(() => SILENCE);
    const result = await auditOf(world.current, [mute.server, good[1], good[2]]);
    await mute.close();
    const { message } = onlyOne(result, 'dns/lame-nameserver');
    assert.equal(message, 'ns1.shared.example (192.0.2.101) does not answer');
  });

  it('that are all stopped: nothing can be said from here', async () => {
    const stopped = await startNsd([world.current]);
    await stopped.stop();
    const result = await auditOf(world.current, [stopped.server, stopped.server, stopped.server]);
    assert.deepEqual(rulesOf(result), []);
  });

  describe('where the texts fit no UDP packet', () => {
    let large: Server;
    before(async () => {
      large = await start(world.large);
    });

    it('and TCP works, is refused by all, or by one', async () => {
      const relay = await startRelay(large, { tcp: 'refuse' });
      const fine = await auditOf(world.large, [large, large, large]);
      const all = await auditOf(world.large, [relay.server, relay.server, relay.server]);
      const one = await auditOf(world.large, [large, relay.server, large]);
      await relay.close();
      assert.deepEqual(rulesOf(fine), []);
      const atAll = onlyOne(all, 'dns/tcp-fails');
      assert.equal(atAll.severity, 'error');
      assert.match(
        atAll.message,
        /^shared\.example TXT does not fit UDP, and TCP fails at ns1\..*, ns2\..*, ns3\./,
      );
      const atOne = onlyOne(one, 'dns/tcp-fails');
      assert.equal(atOne.severity, 'warning');
      assert.match(atOne.message, /TCP fails at ns2\.shared\.example$/);
      // That there is no key is proved, and stands in every result here.
      for (const result of [all, one]) assert.deepEqual(outside(result), outside(fine));
    });

    it('and nobody takes the TCP connection', async () => {
      const relay = await startRelay(large, { tcp: 'mute' });
      const result = await auditOf(world.large, [relay.server, large, large]);
      await relay.close();
      assert.match(onlyOne(result, 'dns/tcp-fails').message, /TCP fails at ns1\.shared\.example$/);
    });
  });
});

/** The rules of what was found about the name servers. */
function rulesOf({ findings }: DomainResult): string[] {
  return findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('dns/'));
}

function onlyOne(result: DomainResult, rule: string): Finding {
  assert.deepEqual(rulesOf(result), [rule]);
  return result.findings.find((finding) => finding.rule === rule)!;
}

/** What else was found. */
function outside({ findings }: DomainResult): string[] {
  return findings.map(({ rule }) => rule).filter((rule) => !rule.startsWith('dns/'));
}
