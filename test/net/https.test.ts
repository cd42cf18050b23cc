import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { audit } from '../../src/audit.ts';
import { createNet, type HttpsAnswer, type HttpsRequest, type NetOptions } from '../../src/net/index.ts';
import { type CertificateFor, OPENSSL, throwAwayCa } from '../servers/certificates.ts';
import { type HttpsServer, httpsServer, started, tlsServer } from '../servers/https.ts';
import { fixtureResolver } from '../support/fixture.ts';
import { skipUnless } from '../support/shared.ts';

const HOST = 'mta-sts.example.com';
const skip = skipUnless(existsSync(OPENSSL), 'openssl is not installed');
const resolver = fixtureResolver('mta-sts A 127.0.0.1\nwww A 127.0.0.1');
const authority = skip ? undefined! : throwAwayCa();
const good = skip ? undefined! : authority.issue({ names: [HOST, 'www.example.com'] });
/** For servers that answer, however busy this machine is; and for those that never do. */
const TOTAL_MS = 10_000;
const SHORT_MS = 500;

/** Fetches one URL from that server, with time and memory watched. */
async function fetched(
  server: HttpsServer,
  request: Partial<HttpsRequest> = {},
  options: NetOptions = {},
): Promise<HttpsAnswer> {
  const net = createNet({
    allowPrivate: true,
    ca: [authority.ca],
    httpsPort: server.port,
    totalMs: TOTAL_MS,
    ...options,
  });
  const begin = performance.now();
  const before = process.memoryUsage().rss;
  try {
    const url = `https://${HOST}/policy`;
    return await net.https({ url, mostOctets: 65_536, redirects: 0, ...request }, resolver);
  } finally {
    assert.ok(performance.now() - begin < (options.totalMs ?? TOTAL_MS) + 2000, 'bounded time');
    assert.ok(process.memoryUsage().rss - before < 128 * 1024 * 1024, 'bounded memory');
    await net.close();
  }
}

/** What one GET of a server that speaks like this comes to; `code` where it is answered. */
async function outcomeOf(start: Promise<HttpsServer>, totalMs: number): Promise<string> {
  const server = await start;
  try {
    return wordsFor(await fetched(server, {}, { totalMs }));
  } finally {
    await server.stop();
  }
}

function wordsFor(answer: HttpsAnswer): string {
  if (answer.status === 'answered') return `${answer.code} ${answer.body.length}${answer.cut ? ' cut' : ''}`;
  if (answer.status === 'untrusted')
    return `untrusted ${answer.tls === null ? answer.detail : answer.tls.faults.map(({ fault }) => fault).join(' ')}`;
  return `${answer.status} ${answer.reason}`;
}

const plain = (head: string, body = ''): Promise<HttpsServer> =>
  tlsServer(good, (socket) => void socket.write(`HTTP/1.1 ${head}\r\n\r\n${body}`));

/** Writes the same again and again until the other side has enough. */
function forever(socket: TLSSocket, chunk: string | Buffer): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

describe('an HTTPS fetch', { skip }, () => {
  it('tells code, type, body and TLS, and asks for nothing but the URL', async () => {
    const server = await httpsServer(good, (_request, response) => {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end('version: STSv1\r\n');
    });
    const answer = await fetched(server, {}, { userAgent: 'mailcheck/1.2.3' });
    await server.stop();
    assert.equal(answer.status, 'answered');
    const { code, contentType, location, body, cut, tls, source, tries, url } = answer as HttpsAnswer & {
      status: 'answered';
    };
    assert.deepEqual(
      [code, contentType, location, body, cut],
      [200, 'text/plain; charset=utf-8', null, 'version: STSv1\r\n', false],
    );
    assert.deepEqual([tls.version, tls.faults, tls.chain.length], ['TLSv1.3', [], 1]);
    assert.deepEqual([source, tries, url], [{ server: '127.0.0.1' }, 1, `https://${HOST}/policy`]);
    const [{ url: path, headers } = assert.fail()] = server.requests;
    assert.equal(path, '/policy');
    assert.deepEqual(headers, {
      host: HOST,
      'user-agent': 'mailcheck/1.2.3',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  const answers: [what: string, start: () => Promise<HttpsServer>, outcome: string][] = [
    ['404', () => plain('404 Not Found\r\nContent-Length: 0'), '404 0'],
    ['500', () => plain('500 Oops\r\nContent-Length: 4', 'oops'), '500 4'],
    [
      '200 of another type',
      () => plain('200 OK\r\nContent-Type: text/html\r\nContent-Length: 6', '<html>'),
      '200 6',
    ],
    ['all of 64 KiB', () => plain('200 OK\r\nContent-Length: 65536', 'x'.repeat(65_536)), '200 65536'],
    ['64 KiB and 1', () => plain('200 OK\r\nContent-Length: 65537', 'x'.repeat(65_537)), '200 65536 cut'],
    [
      'a body until the end',
      () => tlsServer(good, (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nabc')),
      '200 3',
    ],
    ['gzip that nobody asked for', () => gzip(Buffer.from('abc')), '200 3'],
    ['a gzip bomb', () => gzip(Buffer.alloc(64 * 1024 * 1024)), '200 65536 cut'],
    [
      'a gzip that is none',
      () => plain('200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3', 'abc'),
      'failed malformed',
    ],
    ['brotli', () => plain('200 OK\r\nContent-Encoding: br\r\nContent-Length: 3', 'abc'), 'failed malformed'],
    [
      'chunks forever',
      () =>
        tlsServer(good, (socket) => {
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          forever(socket, `1000\r\n${'x'.repeat(4096)}\r\n`);
        }),
      '200 65536 cut',
    ],
    [
      'headers forever',
      () =>
        tlsServer(good, (socket) => {
          socket.write('HTTP/1.1 200 OK\r\n');
          forever(socket, `X-Header: ${'x'.repeat(1000)}\r\n`);
        }),
      'failed malformed',
    ],
    [
      'continue forever',
      () => tlsServer(good, (socket) => forever(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
      'failed timeout',
    ],
    [
      'continue once',
      () =>
        tlsServer(good, (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc')),
      '200 3',
    ],
    [
      'another protocol',
      () => plain('101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c'),
      'failed malformed',
    ],
    [
      'HTTP/0.9',
      () => tlsServer(good, (socket) => socket.end('version: STSv1\r\nmode: none\r\n')),
      'failed malformed',
    ],
    ['garbage', () => tlsServer(good, (socket) => socket.end(Buffer.alloc(5000, 0xa5))), 'failed malformed'],
    [
      'a slow drip',
      () => tlsServer(good, (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n')),
      'failed timeout',
    ],
    [
      'headers drip',
      () => tlsServer(good, (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX-Header: ')),
      'failed timeout',
    ],
    ['never an answer', () => tlsServer(good, () => {}), 'failed timeout'],
    ['never TLS', () => started(createServer(() => {})), 'failed timeout'],
    ['the end before TLS', () => started(createServer((socket) => socket.destroy())), 'failed reset'],
    ['a reset before TLS', () => started(createServer((socket) => socket.resetAndDestroy())), 'failed reset'],
    ['the end after TLS', () => tlsServer(good, (socket) => socket.end()), 'failed reset'],
    [
      'the end in the middle',
      () => tlsServer(good, (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')),
      'failed reset',
    ],
    [
      'the end within a chunk',
      () =>
        tlsServer(good, (socket) =>
          socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'),
        ),
      'failed reset',
    ],
    [
      'no TLS',
      () => started(createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      'untrusted it answers, but not with TLS',
    ],
    [
      'TLS 1.0 alone',
      () =>
        tlsServer(
          { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
          () => {},
        ),
      'untrusted it speaks no TLS 1.2 or newer',
    ],
    [
      'no cipher in common',
      () => tlsServer({ ...good, maxVersion: 'TLSv1.2', ciphers: 'PSK-AES128-CBC-SHA' }, () => {}),
      'untrusted no way of encryption is common to both sides',
    ],
    [
      'an alert',
      () =>
        started(
          createServer((socket) =>
            socket.once('data', () => socket.write(Buffer.from('15030300020228', 'hex'))),
          ),
        ),
      'untrusted no way of encryption is common to both sides',
    ],
    [
      'an unknown name',
      () =>
        started(
          createServer((socket) =>
            socket.once('data', () => socket.write(Buffer.from('15030300020270', 'hex'))),
          ),
        ),
      'untrusted it does not know the name that it is asked for',
    ],
  ];
  for (const [what, start, outcome] of answers)
    it(`${what}: ${outcome}`, async () => {
      const totalMs = outcome.endsWith('timeout') ? SHORT_MS : TOTAL_MS;
      assert.equal(await outcomeOf(start(), totalMs), outcome);
    });

  it('is refused', async () => {
    const server = await started(createServer());
    await server.stop();
    assert.equal(wordsFor(await fetched(server)), 'failed unreachable');
  });

  const certificates: [subject: CertificateFor, fault: string][] = [
    [{ names: [HOST], expired: true }, 'expired'],
    [{ names: ['www.example.net'] }, 'wrong-name'],
    [{ names: [HOST], selfSigned: true }, 'self-signed'],
    [{ names: ['www.example.net'], expired: true }, 'wrong-name expired'],
  ];
  for (const [subject, fault] of certificates)
    it(`does not read what is not to be trusted: ${fault}`, async () => {
      const server = await httpsServer(authority.issue(subject), (_request, response) =>
        response.end('secret'),
      );
      assert.equal(wordsFor(await fetched(server)), `untrusted ${fault}`);
      assert.equal(server.requests.length, 0);
      const read = await fetched(server, { mustVerify: false });
      assert.equal(wordsFor(read), '200 6');
      assert.ok(read.status === 'answered' && read.tls.faults.length > 0);
      await server.stop();
    });

  it('says that it is our clock', async () => {
    const server = await httpsServer(good, (_request, response) => response.end());
    for (const mustVerify of [true, false]) {
      const answer = await fetched(server, { mustVerify }, { now: () => new Date('2001-01-01') });
      assert.equal(wordsFor(answer), 'failed own-trouble');
    }
    await server.stop();
  });

  describe('redirects', () => {
    const to = (location: string): Promise<HttpsServer> =>
      httpsServer(good, ({ url }, response) => {
        if (url === '/there') response.end('there');
        else response.writeHead(301, { location }).end();
      });
    const cases: [location: string, redirects: number, outcome: string, connections: number][] = [
      ['/there', 0, '301 0', 1],
      ['/there', 3, '200 5', 2],
      ['https://www.example.com/there', 1, '200 5', 2],
      ['http://www.example.com/there', 3, '301 0', 1],
      ['/policy', 3, '301 0', 1],
      ['https://[::1', 3, '301 0', 1],
      ['https://www.example.com:8443/there', 3, 'failed limit', 1],
      ['https://user:secret@www.example.com/there', 3, 'failed limit', 1],
      ['https://nowhere.example.com/there', 3, 'failed dns', 1],
    ];
    for (const [location, redirects, outcome, connections] of cases)
      it(`to ${location}, ${redirects} allowed: ${outcome}`, async () => {
        const server = await to(location);
        assert.equal(wordsFor(await fetched(server, { redirects })), outcome);
        assert.equal(server.connections(), connections);
        await server.stop();
      });
  });

  it('is made once for equal requests at equal addresses, anew for others', async () => {
    const server = await httpsServer(good, (_request, response) => response.end('abc'));
    const net = createNet({ allowPrivate: true, ca: [authority.ca], httpsPort: server.port });
    const request = { url: `https://${HOST}/`, mostOctets: 100, redirects: 0 };
    const [first, second] = await Promise.all([net.https(request, resolver), net.https(request, resolver)]);
    assert.deepEqual(first, second);
    await net.https(request, resolver);
    assert.equal(server.connections(), 1);
    await net.https(request, fixtureResolver('mta-sts A 127.0.0.2\nmta-sts A 127.0.0.1'));
    assert.equal(server.connections(), 2);
    await net.close();
    await server.stop();
  });

  it('goes on to the next address where one does not take connections', async () => {
    const server = await httpsServer(good, (_request, response) => response.end('abc'));
    const both = fixtureResolver('mta-sts A 127.0.0.1\nmta-sts AAAA ::1');
    const net = createNet({ allowPrivate: true, ca: [authority.ca], httpsPort: server.port });
    const answer = await net.https({ url: `https://${HOST}/`, mostOctets: 100, redirects: 0 }, both);
    assert.deepEqual([wordsFor(answer), answer.source.server, answer.tries], ['200 3', '127.0.0.1', 2]);
    await net.close();
    await server.stop();
  });

  it('is given up with the audit, however long a server keeps it waiting', async () => {
    const server = await tlsServer(good, (socket) =>
      drip(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n'),
    );
    const net = createNet({ allowPrivate: true, ca: [authority.ca], httpsPort: server.port });
    const zone = `default._bimi TXT "v=BIMI1; l=https://${HOST}/logo.svg; a="\nmta-sts A 127.0.0.1`;
    const begin = performance.now();
    const options = { sections: ['bimi'], net, timeout: 0.5 } as const;
    const { verdict, inconclusive } = await audit('example.com', fixtureResolver(zone), options);
    assert.ok(performance.now() - begin < 8000);
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(
      inconclusive.map(({ name, type, reason }) => [name, type, reason]),
      [[`https://${HOST}/logo.svg`, 'GET', 'timeout']],
    );
    await net.close();
    await server.stop();
  });

  it('stays with the address that took the connection, whatever comes of it', async () => {
    const server = await started(createServer((socket) => socket.resetAndDestroy()));
    const opened: string[] = [];
    const net = createNet({
      allowPrivate: true,
      connect: (address) => {
        opened.push(address);
        return connect({ host: '127.0.0.1', port: server.port });
      },
    });
    const two = fixtureResolver('mta-sts A 127.0.0.1\nmta-sts A 127.0.0.2');
    const answer = await net.https({ url: `https://${HOST}/`, mostOctets: 100, redirects: 0 }, two);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(wordsFor(answer), 'failed reset');
    // A busy machine may begin the second try in time.
    assert.equal(opened.length, answer.tries);
    await net.close();
    await server.stop();
  });

  it('ends with the run, and leaves nothing behind', async () => {
    const sockets: Socket[] = [];
    const server = await started(createServer((socket) => sockets.push(socket)));
    const net = createNet({ allowPrivate: true, httpsPort: server.port });
    const request = { url: `https://${HOST}/`, mostOctets: 100, redirects: 0 };
    const waiting = net.https(request, resolver);
    while (server.connections() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await net.close();
    assert.equal(wordsFor(await waiting), 'failed timeout');
    assert.equal(wordsFor(await net.https(request, resolver)), 'failed timeout');
    await server.stop();
  });
});

function gzip(content: Buffer): Promise<HttpsServer> {
  const packed = gzipSync(content);
  return httpsServer(good as TlsOptions, (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
  );
}

function drip(socket: TLSSocket, head: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write('H'), 50);
  socket.on('close', () => clearInterval(timer));
  after(() => clearInterval(timer));
}
