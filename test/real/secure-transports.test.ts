import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { audit } from '../../src/audit.ts';
import type { Server } from '../../src/dns/index.ts';
import type { Report } from '../../src/report/schema/report.ts';
import { type CertificateAuthority, OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { NSD, startNsd } from '../servers/nsd.ts';
import { type RunningServer, skipWithout } from '../servers/process.ts';
import { startRelay } from '../servers/relay.ts';
import { type RunningUnbound, startUnbound, UNBOUND, type UnboundOptions } from '../servers/unbound.ts';
import { mailcheck } from '../support/command.ts';
import { auditsOf, DOMAINS, fromFiles, patient } from './asking.ts';
import { comparable, ZONES } from './world.ts';

const PROTOCOLS = ['tls', 'https'] as const;
type Protocol = (typeof PROTOCOLS)[number];

const IDLE_MS = 100;

const UNTRUSTED =
  'the server’s certificate comes from an authority that is not trusted here (--ca FILE) (UNABLE_TO_VERIFY_LEAF_SIGNATURE)';
const ADVICE = 'check the name and the certificate of the server; --ca FILE trusts an authority of your own';

describe('Unbound over TLS, HTTPS and TCP', { skip: skipWithout(NSD, UNBOUND, OPENSSL) }, () => {
  const authority: CertificateAuthority = throwAwayCa();
  const running: RunningServer[] = [];
  let folder: string;
  let caFile: string;
  let nsd: RunningServer;
  let unbound: RunningUnbound;
  let expected: unknown[];

  const start = async (options: Partial<UnboundOptions> = {}): Promise<RunningUnbound> => {
    const zones = ZONES.map(({ origin }) => origin);
    const server = await startUnbound({ upstream: nsd.server, zones, tls: true, https: true, ...options });
    running.unshift(server);
    return server;
  };

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'mailcheck-authority-'));
    nsd = await startNsd(ZONES);
    running.unshift(nsd);
    [unbound, expected] = await Promise.all([start(), fromFiles()]);
    caFile = path.join(folder, 'ca.pem');
    writeFileSync(caFile, unbound.ca);
  });
  after(async () => {
    for (const server of running) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const protocol of PROTOCOLS) {
    it(`over ${protocol}:// the same records are judged alike`, async () => {
      const client = patient({ ...unbound[protocol]!, protocol, ca: [unbound.ca] });
      assert.deepEqual(await auditsOf(DOMAINS, client), expected);
      await client.close();
    });
  }

  it('in bulk mode one TCP connection carries them', async () => {
    const relay = await startRelay(unbound.server);
    const client = patient(relay.server, { bulk: true });
    try {
      assert.deepEqual(await auditsOf(DOMAINS, client), expected);
      assert.equal(relay.connections(), 1);
      // The first ones went over UDP, while it was not known whether the server speaks TCP.
      assert.ok(client.packets() > 2 * relay.packets(), `${relay.packets()} of ${client.packets()} over UDP`);
    } finally {
      await client.close();
      await relay.close();
    }
  });

  it('a server that closes idle connections is asked over a new one', async () => {
    const hasty = await start({ idleMs: IDLE_MS });
    const ways: [Server, boolean][] = [
      ...PROTOCOLS.map((protocol): [Server, boolean] => [
        { ...hasty[protocol]!, protocol, ca: [hasty.ca] },
        false,
      ]),
      [hasty.server, true],
    ];
    for (const [server, bulk] of ways) {
      const relay = await startRelay(server);
      const client = patient({ ...server, ...relay.server }, { bulk });
      for (const [index, domain] of DOMAINS.slice(0, 3).entries()) {
        assert.deepEqual(await auditsOf([domain], client), [expected[index]], `${server.protocol} ${domain}`);
        await pause(3 * IDLE_MS);
      }
      assert.ok(relay.connections() > 1, `${server.protocol}: ${relay.connections()} connections`);
      await client.close();
      await relay.close();
    }
  });

  describe('whose certificate does not hold', () => {
    let misnamed: RunningUnbound;
    let expired: RunningUnbound;

    before(async () => {
      misnamed = await start({ certificate: authority.issue({ names: ['dns.example'] }) });
      expired = await start({ certificate: authority.issue({ addresses: ['127.0.0.1'], expired: true }) });
    });

    const servers: Record<string, { at: (protocol: Protocol) => Server; words: string }> = {
      'for another name': {
        at: (protocol) => ({ ...misnamed[protocol]!, ca: [authority.ca] }),
        words: 'the server’s certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
      },
      'for another name than the one given': {
        at: (protocol) => ({ ...misnamed[protocol]!, ca: [authority.ca], name: 'other.example' }),
        words: 'the server’s certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
      },
      expired: {
        at: (protocol) => ({ ...expired[protocol]!, ca: [authority.ca] }),
        words: 'the server’s certificate has expired (CERT_HAS_EXPIRED)',
      },
      'of an authority that is not the trusted one': {
        at: (protocol) => ({ ...unbound[protocol]!, ca: [authority.ca] }),
        words: UNTRUSTED,
      },
      'of an authority that this system does not trust': {
        at: (protocol) => unbound[protocol]!,
        words: UNTRUSTED,
      },
    };
    for (const [what, { at, words }] of Object.entries(servers)) {
      for (const protocol of PROTOCOLS) {
        it(`${what}, over ${protocol}://: nothing is asked, nothing is missing`, async () => {
          const client = patient({ ...at(protocol), protocol });
          const answer = await client.ask('example.com', 'MX');
          assert.deepEqual(answer.status === 'failed' && [answer.reason, answer.detail], ['tls', words]);
          const { verdict, findings, causes } = await audit('example.com', client);
          await client.close();
          assert.deepEqual([verdict, findings], ['inconclusive', []]);
          const [{ lookups: _lookups, name, ...cause }, ...others] = causes as [(typeof causes)[number]];
          assert.match(name, new RegExp(`^${protocol}://127.0.0.1:`));
          assert.deepEqual([cause, others], [{ kind: 'resolver', reason: 'tls', advice: ADVICE }, []]);
        });
      }
    }

    it('and the same server by the name that it has', async () => {
      for (const protocol of PROTOCOLS) {
        const server = { ...misnamed[protocol]!, protocol, ca: [authority.ca], name: 'dns.example' };
        const client = patient(server);
        assert.deepEqual(await auditsOf(['example.com'], client), [expected[0]]);
        await client.close();
      }
    });
  });

  describe('at the door of the command', () => {
    const run = async (server: string, ...options: string[]): Promise<{ code: number; report: Report }> => {
      const { code, stdout } = await mailcheck([
        ...['full', 'example.com', '--server', server, '--json'],
        ...options,
      ]);
      return { code, report: JSON.parse(stdout) };
    };
    const url = (protocol: Protocol, rest = ''): string =>
      `${protocol}://127.0.0.1:${unbound[protocol]!.port}${rest}`;

    for (const protocol of PROTOCOLS) {
      for (const name of ['', '#localhost']) {
        it(`--server ${protocol}://…${name} and --ca`, async () => {
          const { code, report } = await run(url(protocol, name), '--ca', caFile);
          assert.deepEqual([code, report.results[0]!.verdict], [0, 'pass']);
          assert.deepEqual(comparableOf(report), [expected[0]]);
          assert.match(report.run.servers.join(), new RegExp(`^${protocol}://.*${name}$`));
        });
      }

      it(`--server ${protocol}://…#NAME with a name that the certificate has not`, async () => {
        const { code, report } = await run(url(protocol, '#wrong.example'), '--ca', caFile);
        assertRefused(code, report);
      });

      it(`--server ${protocol}://… without --ca`, async () => {
        const { code, report } = await run(url(protocol));
        assertRefused(code, report);
      });
    }

    it('says in words what is wrong and what to do', async () => {
      const { code, stdout } = await mailcheck(['example.com', '--server', url('tls')]);
      assert.equal(code, 3);
      const text = stdout.replaceAll(/\s+/g, ' ');
      assert.ok(text.includes(UNTRUSTED), stdout);
      assert.ok(text.includes(ADVICE), stdout);
    });
  });
});

function comparableOf({ results }: Report): unknown[] {
  return results.map(comparable);
}

function assertRefused(code: number, { results, summary }: Report): void {
  assert.deepEqual([code, summary.outcome], [3, 'inconclusive']);
  const [{ findings, causes }] = results as [Report['results'][number]];
  assert.deepEqual(findings, []);
  assert.deepEqual(
    causes.map(({ kind, reason, advice }) => [kind, reason, advice]),
    [['resolver', 'tls', ADVICE]],
  );
}
