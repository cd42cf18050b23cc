import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Server } from '../server.ts';
import { openTls } from './tls.ts';
import {
  type Accept,
  type Attempt,
  type Exchange,
  type Fault,
  type Transport,
  tlsFault,
} from './transport.ts';

const MEDIA_TYPE = 'application/dns-message';
const MAX_MESSAGE = 65_535;
/** RFC 9113 §7. */
const NO_ERROR = 0;
const CANCEL = 8;

/**
 * DNS over HTTPS (RFC 8484) over HTTP/2: a stream of one session for each query. Redirects are not followed: whom we
 * ask is said by who asks.
 */
export function httpsTo(server: Server): Transport {
  let session: Session | undefined;

  function current(): Session {
    if (session === undefined || session.closed) session = new Session(server);
    return session;
  }

  async function exchange(query: Uint8Array, accept: Accept, attempt: Attempt): Promise<Exchange> {
    for (let sessions = 1; ; sessions++) {
      const used = current();
      const outcome = await used.post(query, accept, attempt);
      if (outcome !== 'closed') return outcome;
      // A session may be closed by its server at any time: once more, on a new one (RFC 9113 §6.8).
      const isOrderly = used.answered > 0 || (used.isGoingAway && sessions < MOST_SESSIONS);
      if (!isOrderly || attempt.isOver) return { ok: false, ...used.fault };
    }
  }

  return {
    name: 'HTTPS',
    exchange(query, accept, attempt) {
      // RFC 8484 §4.1: the id is 0, so that equal queries are equal to HTTP caches too.
      query.fill(0, 0, 2);
      return exchange(query, accept, attempt);
    },
    renew() {
      session?.retire();
      session = undefined;
    },
    close: () => session?.close(),
  };
}

/** A server that goes away before it has answered anything is not asked for ever. */
const MOST_SESSIONS = 5;

class Session {
  answered = 0;
  isGoingAway = false;
  fault: Fault = { reason: 'unreachable', detail: 'the server closed the HTTPS connection early' };
  readonly #http2: ClientHttp2Session;
  readonly #path: string;
  #open = 0;
  #isRetired = false;

  constructor(server: Server) {
    const { host, port, name, path } = server;
    const socket = openTls(server, 'h2');
    socket.once('secureConnect', () => {
      if (socket.alpnProtocol === 'h2') return;
      this.fault = {
        reason: 'tls',
        detail: 'the server does not speak HTTP/2, which DNS over HTTPS needs here',
      };
      socket.destroy();
    });
    socket.on('error', (error) => {
      this.fault = tlsFault(error);
    });
    this.#path = path ?? '/dns-query';
    const authority = name ?? (host.includes(':') ? `[${host}]` : host);
    // Loaded where it is needed: at every start it would cost more than an audit over files.
    const { connect } = process.getBuiltinModule('node:http2');
    this.#http2 = connect(`https://${authority}:${port}`, { createConnection: () => socket });
    this.#http2
      .on('error', () => {})
      .on('goaway', () => {
        this.isGoingAway = true;
        this.#http2.close();
      });
    this.#http2.unref();
  }

  get closed(): boolean {
    return this.#http2.closed || this.#http2.destroyed;
  }

  /** No other query goes over it; those under way stay. */
  retire(): void {
    this.#isRetired = true;
    if (this.#open === 0) this.#http2.close();
  }

  close(): void {
    this.#http2.destroy();
  }

  /** One query and its response; `closed` where the session ended first. */
  post(query: Uint8Array, accept: Accept, attempt: Attempt): Promise<Exchange | 'closed'> {
    if (this.closed) return Promise.resolve('closed');
    const stream = this.#request(query.length);
    return new Promise((resolve) => {
      const end = (exchange: Exchange): void => {
        resolve(exchange);
        if (!exchange.ok) stream.close(CANCEL);
      };
      const fail = (fault: Fault): void => end({ ok: false, ...fault });
      stream.on('error', () => {}).on('close', () => resolve('closed'));
      stream.on('response', (headers) => {
        this.answered++;
        const problem = responseProblem(headers[':status'], headers['content-type']);
        if (problem !== undefined) return fail({ reason: 'http', detail: problem });
        readBody(stream, (body) => (body === undefined ? fail(TOO_LARGE) : end(read(body, accept, attempt))));
      });
      attempt.begin(fail);
      stream.end(query);
    });
  }

  /** A session keeps the process alive while something is under way on it, and not longer. */
  #request(length: number): ClientHttp2Stream {
    const stream = this.#http2.request({
      ':method': 'POST',
      ':path': this.#path,
      'content-type': MEDIA_TYPE,
      'content-length': length,
      accept: MEDIA_TYPE,
    });
    if (this.#open++ === 0) this.#http2.ref();
    stream.on('close', () => {
      if (--this.#open > 0 || this.#http2.destroyed) return;
      if (this.#isRetired) this.#http2.close();
      else this.#http2.unref();
    });
    return stream;
  }
}

const TOO_LARGE: Fault = { reason: 'http', detail: 'the response is larger than any DNS message' };

function responseProblem(status: unknown, type: unknown): string | undefined {
  if (Number(status) >= 300 && Number(status) < 400) return `HTTP ${status}: redirects are not followed`;
  if (status !== 200) return `HTTP ${status} instead of a DNS message`;
  if (String(type).split(';')[0]!.trim().toLowerCase() !== MEDIA_TYPE)
    return `the response is ${String(type ?? 'of no type').slice(0, 60)}, not ${MEDIA_TYPE}`;
  return undefined;
}

/** The whole body, or `undefined` as soon as it is too large. */
function readBody(stream: ClientHttp2Stream, done: (body: Buffer | undefined) => void): void {
  const pieces: Buffer[] = [];
  let length = 0;
  stream.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_MESSAGE) done(undefined);
  });
  stream.on('end', () => {
    if (stream.rstCode === NO_ERROR) done(Buffer.concat(pieces, length));
  });
}

function read(body: Buffer, accept: Accept, attempt: Attempt): Exchange {
  const reply = accept(body);
  if (reply?.ok) return reply;
  if (reply !== undefined) return { ok: false, reason: 'malformed', detail: reply.problem };
  attempt.anomalies++;
  return { ok: false, reason: 'malformed', detail: 'the response answers another question' };
}
