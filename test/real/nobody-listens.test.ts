import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeMessage, encodeMessage } from '../../src/dns/wire/index.ts';
import type { Report } from '../../src/report/schema/report.ts';
import { replyTo } from '../servers/name-server.ts';
import { freePort } from '../servers/process.ts';
import { startRelay } from '../servers/relay.ts';
import { mailcheck } from '../support/command.ts';

const NOTHING: Record<string, (port: number) => string> = {
  UDP: (port) => `127.0.0.1:${port}`,
  'UDP over IPv6': (port) => `[::1]:${port}`,
  TLS: (port) => `tls://127.0.0.1:${port}`,
  'TLS, by a name': (port) => `tls://localhost:${port}`,
  HTTPS: (port) => `https://127.0.0.1:${port}/dns-query`,
};

describe('where nobody listens, nothing is missing', () => {
  for (const [path, label] of Object.entries(NOTHING)) {
    it(`over ${path}`, async () => {
      const server = label(await freePort());
      const { result, stderr } = await auditAt(server);
      assertOneCause(result, { kind: 'resolver', name: server, reason: 'unreachable' });
      // Not every machine has an IPv6 address to ask from.
      for (const { detail } of result.inconclusive)
        assert.match(detail, /^(nothing listens there \(ECONNREFUSED\)|.* \((EADDRNOTAVAIL|ENETUNREACH)\))$/);
      assert.equal(stderr, '');
    });
  }

  it('over TCP, the answers being too large for UDP', async () => {
    const half = await startRelay(truncated, { tcp: 'refuse' });
    try {
      const { result } = await auditAt(half.label);
      assertOneCause(result, { kind: 'resolver', name: half.label, reason: 'truncated' });
      for (const { detail } of result.inconclusive)
        assert.match(
          detail,
          /^the answer is too large for UDP, and over TCP: nothing listens there \(ECONNREFUSED\)$/,
        );
    } finally {
      await half.close();
    }
  });

  it('of two servers, the cause is one all the same', async () => {
    const labels = [await freePort(), await freePort()].map((port) => `127.0.0.1:${port}`);
    const { result } = await auditAt(...labels);
    assertOneCause(result, { kind: 'resolver', name: labels[0]!, reason: 'unreachable' });
  });

  it('is said once, in words, with what to do', async () => {
    const server = `127.0.0.1:${await freePort()}`;
    const { code, stdout } = await mailcheck(['example.com', '--server', server]);
    assert.equal(code, 3);
    assert.match(stdout, /not answered; nothing is called missing/);
    assert.equal(stdout.split('do   ').length - 1, 1, stdout);
    assert.match(
      stdout.replaceAll(/\s+/g, ' '),
      /do 127\.0\.0\.1:\d+: check the network and the address of the server/,
    );
  });
});

async function auditAt(...servers: string[]) {
  const options = servers.flatMap((server) => ['--server', server]);
  const { code, stdout, stderr } = await mailcheck(['full', 'example.com', ...options, '--json']);
  const { results, summary }: Report = JSON.parse(stdout);
  assert.deepEqual([code, summary.outcome, results.length], [3, 'inconclusive', 1]);
  return { result: results[0]!, stderr };
}

function assertOneCause(
  { verdict, findings, causes, inconclusive }: Report['results'][number],
  expected: { kind: string; name: string; reason: string },
): void {
  assert.deepEqual([verdict, findings], ['inconclusive', []]);
  const [{ lookups, advice, ...cause }, ...others] = causes as [(typeof causes)[number]];
  assert.deepEqual([cause, others], [expected, []]);
  assert.equal(lookups, inconclusive.length);
  assert.notEqual(advice, '');
}

/** Whatever the question, its answer is too large for UDP. */
function truncated(packet: Buffer): Uint8Array {
  const query = decodeMessage(packet);
  assert.ok(query.ok);
  return encodeMessage(replyTo(query.message, { flags: { tc: true } }));
}
