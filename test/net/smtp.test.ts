import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import {
  createSmtp,
  type SmtpAnswer,
  type SmtpOptions,
  type SmtpProbed,
  type SmtpRequest,
  type SmtpSecurity,
  type SmtpSession,
} from '../../src/net/index.ts';
import { throwAwayCa } from '../servers/certificates.ts';
import { type Behaviour, EHLO, startSmtpServer, type TestServer } from './smtp-server.ts';

const authority = throwAwayCa();
const good = authority.issue({ names: ['mail.example.com'] });
const trust = { ca: [authority.ca], now: () => new Date() };

type Security<State> = SmtpSecurity & { state: State };

/** What a session showed, or an error that tells what became of it. */
function shown(answer: SmtpAnswer): SmtpSession {
  assert.equal(answer.status, 'answered', JSON.stringify(answer));
  return answer as SmtpSession;
}

function established(answer: SmtpAnswer): Security<'established'> {
  const { security } = shown(answer);
  assert.equal(security.state, 'established', JSON.stringify(security));
  return security as Security<'established'>;
}

function accepted(answer: SmtpAnswer): string | null {
  assert.equal(answer.status, 'probed', JSON.stringify(answer));
  return (answer as SmtpProbed).accepted;
}

function pick(value: object, ...keys: string[]): unknown[] {
  return keys.map((key) => (value as Record<string, unknown>)[key]);
}

/** Starts a server, asks it, ends it. */
async function ask(
  behaviour: Behaviour | ((connection: number) => Behaviour),
  request: Partial<SmtpRequest> = {},
  options: Partial<SmtpOptions> = {},
): Promise<{ answer: SmtpAnswer; server: TestServer }> {
  const server = await startSmtpServer(behaviour);
  const { port } = server;
  const net = createSmtp({
    trust,
    allowPrivate: true,
    smtpPorts: { 25: port, 465: port, 587: port },
    ...options,
  });
  try {
    const answer = await net.smtp({
      name: 'mail.example.com',
      address: '127.0.0.1',
      port: 25,
      probe: 'session',
      ...request,
    });
    return { answer, server };
  } finally {
    net.closeSmtp();
    await server.stop();
  }
}

describe('a session with a mail server', { concurrency: true }, () => {
  it('tells its greeting, its extensions before and within TLS, and its certificate', async () => {
    const { answer, server } = await ask({ tls: good });
    assert.deepEqual(shown(answer).greeting, { code: 220, lines: ['mail.example.com ESMTP'] });
    assert.deepEqual(shown(answer).extensions, [
      'PIPELINING',
      'SIZE 10240000',
      '8BITMIME',
      'STARTTLS',
      'HELP',
    ]);
    assert.equal(established(answer).tls.version, 'TLSv1.3');
    assert.deepEqual(established(answer).tls.faults, []);
    assert.deepEqual(established(answer).tls.chain[0]?.names, ['mail.example.com']);
    assert.deepEqual(established(answer).extensions, ['PIPELINING', 'SIZE 10240000', '8BITMIME', 'HELP']);
    const literal = 'EHLO [127.0.0.1]';
    assert.deepEqual(server.heard, [literal, 'STARTTLS', `!${literal}`, '!QUIT']);
  });

  it('gives its name as it was told to', async () => {
    const { server } = await ask({}, {}, { helo: 'probe.example.net' });
    assert.deepEqual(server.heard, ['EHLO probe.example.net', 'QUIT']);
  });

  it('names every fault of the certificate', async () => {
    const { answer } = await ask({ tls: throwAwayCa().issue({ names: ['other.example'], expired: true }) });
    const faults = established(answer).tls.faults.map(({ fault }) => fault);
    assert.deepEqual(faults.sort(), ['expired', 'untrusted', 'wrong-name']);
  });

  it('sees that STARTTLS is not offered, refused, or broken', async () => {
    assert.deepEqual(shown((await ask({})).answer).security, { state: 'not-offered' });
    const { answer: refused } = await ask({ startTls: '454 4.7.0 TLS not available\r\n' });
    assert.deepEqual(shown(refused).security, {
      state: 'refused',
      reply: { code: 454, lines: ['4.7.0 TLS not available'] },
    });
    const { answer: plain } = await ask({
      startTls: (socket) => socket.write('220 go\r\nnot TLS at all\r\n'),
    });
    assert.equal(shown(plain).security.state, 'broken');
    const { answer: later } = await ask({
      startTls: (socket) => {
        socket.removeAllListeners('data');
        socket.write('220 go\r\n');
        socket.once('data', () => socket.write('500 what is this? I do not speak TLS\r\n'));
      },
    });
    assert.deepEqual(shown(later).security, { state: 'broken', detail: 'what it sends is no TLS' });
    const { answer: bare } = await ask({ tls: {} });
    assert.match(JSON.stringify(shown(bare).security), /no cipher in common/);
  });

  it('takes the old greeting where EHLO is unknown', async () => {
    const { answer } = await ask({ ehlo: '502 5.5.1 unknown\r\n' });
    assert.deepEqual(shown(answer).refusedEhlo, { code: 502, lines: ['5.5.1 unknown'] });
    assert.deepEqual(shown(answer).security, { state: 'not-offered' });
  });

  it('speaks TLS at once on port 465', async () => {
    const { answer, server } = await ask({ tls: good, implicit: true }, { port: 465 });
    assert.deepEqual(established(answer).extensions, ['PIPELINING', 'SIZE 10240000', '8BITMIME', 'HELP']);
    assert.deepEqual(server.heard, ['!EHLO [127.0.0.1]', '!QUIT']);
    const { answer: clear } = await ask({}, { port: 465 });
    assert.deepEqual(shown(clear).security, { state: 'broken', detail: 'what it sends is no TLS' });
  });
});

describe('a mail server that refuses us', { concurrency: true }, () => {
  for (const [what, behaviour] of [
    ['421', { greeting: '421 4.7.0 try later\r\n' }],
    ['450 (greylisting)', { greeting: '450 4.2.0 come back\r\n' }],
    ['554', { greeting: '554-no\r\n554 5.7.1 service here\r\n' }],
    ['554 to EHLO', { ehlo: '554 5.7.1 your network is listed\r\n' }],
  ] as [string, Behaviour][])
    it(`${what}: nothing is said about it, and QUIT is`, async () => {
      const { answer, server } = await ask(behaviour);
      assert.deepEqual(pick(answer, 'status', 'reason', 'isReached'), ['failed', 'refused', true]);
      assert.equal(server.heard.at(-1), 'QUIT');
    });
});

describe('a mail server that misbehaves', { concurrency: true }, () => {
  const quick = { mostMs: 1500 };
  const failures: [string, Behaviour, string, RegExp][] = [
    ['a greeting after 60 s', { greeting: () => {} }, 'timeout', /waiting for its greeting/],
    ['a line of 1 MiB', { greeting: `220 ${'a'.repeat(1 << 20)}\r\n` }, 'limit', /65536 octets/],
    ['a reply that never ends', { greeting: endless }, 'limit', /65536 octets/],
    ['one octet after the other', { greeting: drip }, 'timeout', /waiting for its greeting/],
    ['a connection cut at once', { greeting: (socket) => socket.resetAndDestroy() }, 'reset', /cut|closed/],
    ['a connection closed at once', { greeting: (socket) => socket.end() }, 'reset', /closed/],
    ['silence after EHLO', { ehlo: '' }, 'timeout', /the answer to EHLO/],
    ['codes that change within a reply', { ehlo: '250-a\r\n251 b\r\n' }, 'malformed', /251 b/],
    ['NUL in place of a reply', { ehlo: '\0\0\0\r\n' }, 'malformed', /no reply/],
  ];
  for (const [what, behaviour, reason, detail] of failures)
    it(`${what}: ${reason}`, async () => {
      const began = Date.now();
      const { answer } = await ask(behaviour, {}, quick);
      assert.deepEqual(pick(answer, 'status', 'reason'), ['failed', reason]);
      assert.match(String(pick(answer, 'detail')), detail);
      assert.ok(Date.now() - began < 8000);
    });

  it('NUL within a reply is kept as it is', async () => {
    const { answer } = await ask({ greeting: '220 mail\0.example.com\r\n' });
    assert.deepEqual(shown(answer).greeting.lines, ['mail\0.example.com']);
  });

  it('somebody else’s protocol is told as what it says', async () => {
    const { answer } = await ask({ greeting: 'SSH-2.0-OpenSSH_9.2\r\n' });
    assert.deepEqual(pick(answer, 'status', 'said'), ['not-smtp', 'SSH-2.0-OpenSSH_9.2']);
  });

  it('silence, or an end, in the middle of TLS proves nothing, and what was seen before stays', async () => {
    for (const [then, reason] of [
      [() => {}, 'timeout'],
      [(socket: Socket) => socket.once('data', () => socket.destroy()), 'reset'],
    ] as const) {
      const { answer } = await ask(
        {
          startTls: (socket) => {
            socket.removeAllListeners('data');
            socket.write('220 go\r\n');
            then(socket);
          },
        },
        {},
        quick,
      );
      assert.deepEqual(pick(shown(answer).security, 'state', 'reason'), ['unknown', reason]);
    }
  });

  it('a firewall that blots out STARTTLS leaves it open', async () => {
    const { answer } = await ask({ ehlo: `${EHLO}250 XXXXXXXA\r\n` });
    assert.deepEqual(pick(shown(answer).security, 'state', 'reason'), ['unknown', 'malformed']);
  });

  it('nobody listens: no connection came about', async () => {
    const { answer } = await ask({}, { address: '127.0.0.9' });
    assert.deepEqual(pick(answer, 'status', 'reason', 'isReached', 'detail'), [
      'failed',
      'unreachable',
      false,
      'connection refused',
    ]);
  });
});

describe('further questions to a mail server', { concurrency: true }, () => {
  const OLD = { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;

  it('old TLS: taken or refused', async () => {
    const probe = { probe: 'old-tls' } as const;
    assert.equal(accepted((await ask({ tls: good }, probe)).answer), null);
    assert.equal(accepted((await ask({ tls: { ...good, ...OLD } }, probe)).answer), 'TLSv1.1');
    const oldest = { ...good, ...OLD, maxVersion: 'TLSv1' } as const;
    assert.equal(accepted((await ask({ tls: oldest }, probe)).answer), 'TLSv1');
    assert.equal(established((await ask({ tls: oldest })).answer).tls.version, 'TLSv1');
  });

  it('a command in clear behind STARTTLS: obeyed or thrown away', async () => {
    const probe = { probe: 'pipelined' } as const;
    const { answer, server } = await ask({ tls: good }, probe);
    assert.equal(accepted(answer), null);
    assert.deepEqual(server.heard, ['EHLO [127.0.0.1]', 'STARTTLS', '!QUIT']);
    const { answer: broken } = await ask({ tls: good, keepsPlaintext: true }, probe);
    assert.equal(accepted(broken), '250 2.0.0 Ok');
  });
});

describe('sessions of a run', () => {
  const request = { name: 'mail.example.com', address: '127.0.0.1', port: 25, probe: 'session' } as const;

  it('the same question is asked once, others to the same server one after the other', async () => {
    let now = 0;
    let most = 0;
    const server = await startSmtpServer({
      greeting: (socket) => {
        most = Math.max(most, ++now);
        setTimeout(() => socket.end('421 later\r\n', () => now--), 30);
      },
    });
    const net = createSmtp({ trust, allowPrivate: true, smtpPorts: { 25: server.port } });
    const names = ['a.example', 'A.example', 'b.example', 'c.example'];
    const answers = await Promise.all(names.map((name) => net.smtp({ ...request, name })));
    assert.deepEqual([server.connections(), most], [3, 1]);
    assert.deepEqual(
      answers.map(({ name }) => name),
      names,
    );
    const probes = await Promise.all(names.map((name) => net.smtp({ ...request, name, probe: 'pipelined' })));
    assert.deepEqual([server.connections(), probes.map(({ name }) => name)], [4, names]);
    await server.stop();
  });

  it('one server is given so long and no longer, whatever it is asked', async () => {
    const server = await startSmtpServer({ greeting: () => {} });
    const net = createSmtp({ trust, allowPrivate: true, smtpPorts: { 25: server.port }, mostMs: 700 });
    const began = Date.now();
    const probes = ['session', 'pipelined', 'old-tls'] as const;
    const answers = await Promise.all(probes.map((probe) => net.smtp({ ...request, probe })));
    assert.ok(answers.every((answer) => answer.status === 'failed' && answer.reason === 'timeout'));
    assert.ok(Date.now() - began < 1400, `${Date.now() - began} ms`);
    const other = net.smtp({ ...request, name: 'other.example.com' });
    while (server.connections() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    net.closeSmtp();
    assert.equal((await other).status, 'failed');
    await server.stop();
  });

  it('the end of the run ends them', async () => {
    const server = await startSmtpServer({ greeting: () => {} });
    const net = createSmtp({ trust, allowPrivate: true, smtpPorts: { 25: server.port } });
    const answer = net.smtp(request);
    while (server.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    net.closeSmtp();
    assert.equal((await answer).status, 'failed');
    await server.stop();
  });

  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', '192.0.2.1'])
    it(`${address} is not spoken to without being told so`, async () => {
      const answer = await createSmtp({ trust }).smtp({ ...request, address });
      assert.deepEqual(
        [answer.status, answer.tries, answer.status === 'failed' && answer.reason],
        ['failed', 0, 'not-public'],
      );
    });
});

function endless(socket: Socket): void {
  const write = (): void => {
    while (!socket.destroyed && socket.write('220-and so on\r\n'));
  };
  socket.on('drain', write);
  write();
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('2'), 50);
  socket.on('close', () => clearInterval(timer));
}
