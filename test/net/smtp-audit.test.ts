import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { audit } from '../../src/audit.ts';
import { createNet } from '../../src/net/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import { throwAwayCa } from '../servers/certificates.ts';
import { freePort } from '../servers/process.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { type Behaviour, startSmtpServer } from './smtp-server.ts';

const authority = throwAwayCa();
const good = authority.issue({ names: ['mail.example.com', 'backup.example.com'] });
const ZONE = '@ MX 10 mail\n@ MX 20 backup\nmail A 127.0.0.11\nbackup A 127.0.0.12\n';

/** Audits the mail servers of a domain, which behave so: the first at 127.0.0.11, the next at 127.0.0.12. */
async function auditServers(
  behaviours: readonly Behaviour[],
  { zone = ZONE, timeout = 20 }: { zone?: string; timeout?: number } = {},
): Promise<DomainResult> {
  const port = await freePort();
  const servers = await Promise.all(
    behaviours.map((behaviour, index) =>
      startSmtpServer(behaviour, { port, address: `127.0.0.1${index + 1}` }),
    ),
  );
  const net = createNet({
    ca: [authority.ca],
    allowPrivate: true,
    smtpPorts: { 25: port, 465: port, 587: port },
  });
  try {
    return await audit('example.com', fixtureResolver(zone), { sections: ['smtp'], net, timeout });
  } finally {
    await net.close();
    for (const server of servers) await server.stop();
  }
}

const ids = ({ findings }: DomainResult): string[] =>
  findings
    .filter(({ rule, severity }) => rule.startsWith('smtp/') && severity !== 'notice')
    .map(({ rule, subject }) => `${rule} ${subject.name}`);

describe('mail servers, from the zone to the finding', () => {
  it('two good ones: nothing to do', async () => {
    const result = await auditServers([{ tls: good }, { tls: good }]);
    assert.deepEqual([result.verdict, ids(result)], ['pass', []]);
    const [first] = result.sections.smtp!.facts.hosts;
    assert.equal(first?.servers[0]?.tls?.version, 'TLSv1.3');
    assert.deepEqual([first?.servers[0]?.oldTls, first?.servers[0]?.pipelined], ['none', false]);
  });

  it('one without STARTTLS, one that obeys what came in clear', async () => {
    const result = await auditServers([{}, { tls: good, keepsPlaintext: true }]);
    assert.deepEqual(ids(result), [
      'smtp/no-starttls mail.example.com',
      'smtp/starttls-injection backup.example.com',
    ]);
  });

  it('one that nobody runs any more', async () => {
    const result = await auditServers([{ tls: good }]);
    assert.deepEqual(ids(result), ['smtp/unreachable backup.example.com']);
  });

  it('none that answers: nothing is said of the domain', async () => {
    const result = await auditServers([]);
    assert.deepEqual([result.verdict, ids(result)], ['inconclusive', []]);
    assert.deepEqual(
      result.causes.map(({ name }) => name),
      ['port 25'],
    );
  });
});

describe('a server that keeps clients waiting', { concurrency: true }, () => {
  for (const [timeout, asked] of [
    [3.5, { pipelined: false, oldTls: 'unknown' }],
    [2.2, { pipelined: null, oldTls: 'unknown' }],
  ] as const)
    it(`of ${timeout} s: what is seen counts, what there is no time for is skipped and said`, async () => {
      const result = await auditServers([{ waits: 1200, tls: good }], {
        zone: '@ MX 10 mail\nmail A 127.0.0.11\n',
        timeout,
      });
      const [server] = result.sections.smtp!.facts.hosts[0]!.servers;
      assert.deepEqual({ pipelined: server!.pipelined, oldTls: server!.oldTls }, asked);
      assert.equal(server!.tls?.version, 'TLSv1.3');
      assert.deepEqual([result.verdict, result.inconclusive], ['pass', []]);
      assert.deepEqual(result.skipped, [
        { name: 'mail.example.com[127.0.0.11]:25', type: 'SMTP', why: 'slow' },
      ]);
    });
});

describe('a server of many names', () => {
  it('that keeps clients waiting is asked nothing more, once its names have used up the time', async () => {
    const zone = ['a', 'b', 'c'].map((name) => `@ MX 10 ${name}\n${name} A 127.0.0.11\n`).join('');
    const result = await auditServers([{ waits: 1050, tls: good }], { zone, timeout: 4 });
    const servers = result.sections.smtp!.facts.hosts.flatMap((host) => host.servers);
    assert.deepEqual(
      servers.map(({ state }) => state),
      ['answered', 'answered', 'answered'],
    );
    assert.deepEqual(result.inconclusive, []);
    assert.ok(result.skipped.length > 0 && result.skipped.every(({ why }) => why === 'slow'));
  });
});

/** Each kind of trouble, at one of two servers: never a finding, always told as what it is. */
const TROUBLE: Record<string, Behaviour> = {
  'no greeting': { greeting: () => {} },
  '421': { greeting: '421 4.7.0 too many connections\r\n' },
  '450': { greeting: '450 4.2.0 greylisted\r\n' },
  '554': { greeting: '554 5.7.1 your address is listed\r\n' },
  'a line of 1 MiB': { greeting: `220 ${'x'.repeat(1 << 20)}\r\n` },
  'NUL octets': { ehlo: '\0\0\0\0\r\n' },
  'an octet a second': { greeting: drip },
  'cut at once': { greeting: (socket) => void socket.resetAndDestroy() },
  'a reply without end': { ehlo: `250-a\r\n`.repeat(20_000) },
  'STARTTLS, then silence': { startTls: thenSilence },
};

describe('F29 and slow drips: an audit keeps its time and accuses nobody', { concurrency: true }, () => {
  for (const [what, behaviour] of Object.entries(TROUBLE))
    it(what, async () => {
      const began = Date.now();
      const result = await auditServers([behaviour, { tls: good }], { timeout: 3 });
      assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
      assert.deepEqual([result.verdict, ids(result)], ['inconclusive', []]);
      assert.ok(result.inconclusive.some(({ blocks }) => blocks.includes('smtp/starttls-broken')));
    });
});

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('2'), 1000);
  socket.on('close', () => clearInterval(timer));
}

function thenSilence(socket: Socket): void {
  socket.removeAllListeners('data');
  socket.write('220 go ahead\r\n');
}
