import { connect, isIPv6, type Socket } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { continued, readReplyLine } from './smtp-reply.ts';
import type { SmtpReply } from './smtp-types.ts';
import type { NetFailure } from './types.ts';

/** Why a session could not go on; it ends where it was. */
export class Stopped extends Error {
  readonly reason: NetFailure;

  constructor(reason: NetFailure, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** What a server sent that ends TLS or SMTP: proof, and no trouble on the way. */
export class Unexpected extends Error {}

/** All that is read of one session, replies and TLS alike. */
const MOST_OCTETS = 65_536;
const CONNECT_MS = 10_000;
/** For each step but the greeting, which some hold back on purpose: so that what was seen by then is told in time. */
const STEP_MS = 10_000;
const QUIT_MS = 2000;

/** One TCP connection that speaks SMTP: whole replies, within a time and a number of octets. */
export class SmtpConnection {
  #socket: Socket;
  #text = '';
  #octets = 0;
  #awaited = 'its greeting';
  #hasQuit = false;
  #stopped: Stopped | undefined;
  #wake: () => void = () => {};
  readonly #timer: NodeJS.Timeout;
  #step: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, withinMs: number) {
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#stop('timeout', 'no answer in time'), withinMs);
    this.#listen(socket);
  }

  /** Throws {@link Stopped} where no connection comes about. */
  static async open(
    address: string,
    port: number,
    withinMs: number,
    signal: AbortSignal,
  ): Promise<SmtpConnection> {
    const ms = Math.min(CONNECT_MS, withinMs);
    const socket = connect({ host: address, port });
    const abandon = (): void => void socket.destroy(new Stopped('timeout', 'the run was over'));
    signal.addEventListener('abort', abandon);
    const timer = setTimeout(() => socket.destroy(new Stopped('timeout', 'nobody answers')), ms);
    try {
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    } catch (error) {
      throw troubleOf(error, 'connecting');
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
    }
    return new SmtpConnection(socket, withinMs);
  }

  /** Our own address, as a literal of RFC 5321 §4.1.3. */
  get literal(): string {
    const address = (this.#socket.localAddress ?? '127.0.0.1').replace(/^::ffff:(?=\d+\.)/i, '');
    return isIPv6(address) ? `[IPv6:${address}]` : `[${address}]`;
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#stop('reset', 'the connection was closed'));
  }

  #take(chunk: Buffer): void {
    this.#octets += chunk.length;
    this.#text += chunk.toString('latin1');
    if (this.#octets > MOST_OCTETS) this.#stop('limit', `more than ${MOST_OCTETS} octets came`);
    this.#wake();
  }

  #fail(error: Error): void {
    const { reason, message } = troubleOf(error, 'the session');
    this.#stop(reason, message);
  }

  #stop(reason: NetFailure, detail: string): void {
    this.#stopped ??= new Stopped(reason, `${detail} (waiting for ${this.#awaited})`);
    this.#wake();
  }

  #await(what: string): void {
    this.#awaited = what;
    clearTimeout(this.#step);
    this.#step = setTimeout(() => this.#stop('timeout', 'no answer in time'), STEP_MS);
  }

  /** Ends the session from outside: whoever waits for a reply is told. */
  abort(): void {
    this.#stop('timeout', 'the run was over');
    this.close();
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end).replace(/\r$/, '');
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      if (this.#stopped !== undefined) throw this.#stopped;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next whole reply. Throws {@link Stopped}, or {@link Unexpected} with the line that is no reply. */
  async reply(): Promise<SmtpReply> {
    let reply: SmtpReply | undefined;
    for (;;) {
      const line = await this.#line();
      const read = readReplyLine(line);
      reply = continued(reply, read);
      if (reply === undefined) throw new Unexpected(line.slice(0, 200));
      if (read?.isLast) return reply;
    }
  }

  /** Sends commands in one piece and reads the reply to the first. */
  async command(line: string, behind = ''): Promise<SmtpReply> {
    // Whatever a name holds, it is one line.
    if (/[^\x20-\x7e]/.test(line)) throw new Error('a command is one line of ASCII');
    this.#await(`the answer to ${line.split(' ', 1)[0]}`);
    this.#hasQuit = line === 'QUIT';
    this.#socket.write(`${line}\r\n${behind}`, 'latin1');
    return await this.reply();
  }

  /** TLS on this connection. Throws {@link Unexpected} where the server's own words end it. */
  async secure(options: ConnectionOptions): Promise<TLSSocket> {
    // What stands behind the reply in clear could be anybody's (RFC 3207 §4.2).
    if (this.#text !== '') throw new Unexpected('it goes on in clear after it agreed to begin TLS');
    this.#await('the TLS handshake');
    const plain = this.#socket;
    plain.removeAllListeners();
    // The timer must reach it while both ends are silent.
    plain.on('error', () => {});
    const socket = tlsConnect({ ...options, socket: plain });
    this.#socket = socket;
    socket.on('error', () => {});
    const secured = new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).once('error', reject);
      this.#wake = () => this.#stopped && reject(this.#stopped);
    });
    socket.on('close', () => this.#stop('reset', 'the connection was closed'));
    try {
      await secured;
    } catch (error) {
      throw isTlsTrouble(error) ? new Unexpected(tlsWords(error)) : troubleOf(error, this.#awaited);
    }
    this.#listen(socket);
    return socket;
  }

  /** The polite end: QUIT, and its answer where that comes soon. */
  async quit(): Promise<void> {
    if (this.#stopped === undefined && !this.#hasQuit) {
      const soon = setTimeout(() => this.#stop('timeout', 'no answer'), QUIT_MS);
      await this.command('QUIT').catch(() => {});
      clearTimeout(soon);
    }
    this.close();
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#step);
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => {});
    this.#socket.destroy();
  }
}

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no way to it',
};

/** Most often a machine without IPv6, or with a firewall of its own. */
const NO_WAY = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETDOWN', 'EACCES', 'EPERM']);

function troubleOf(error: unknown, doing: string): Stopped {
  if (error instanceof Stopped) return error;
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT') return new Stopped('timeout', 'nobody answers');
  if (NO_WAY.has(code)) return new Stopped('no-route', 'no way to that address from here');
  const words = UNREACHABLE[code];
  if (words !== undefined) return new Stopped('unreachable', words);
  const isCut = code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
  return isCut
    ? new Stopped('reset', `the connection was cut (${doing})`)
    : new Stopped('own-trouble', `${code} (${doing})`);
}

/** OpenSSL's own complaint about what came; a cut connection has another code. */
function isTlsTrouble(error: unknown): error is NodeJS.ErrnoException {
  return /^(?:ERR_SSL_|EPROTO|ERR_TLS_)/.test((error as NodeJS.ErrnoException).code ?? '');
}

const TLS_WORDS: [RegExp, string][] = [
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|INVALID_.*RECORD/, 'what it sends is no TLS'],
  [/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/, 'no TLS version in common, from TLS 1.0 to 1.3'],
  [/HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_CIPHERS/, 'no cipher in common: most often it has no certificate'],
  [/INTERNAL_ERROR/, 'it reports an internal error'],
  [/UNRECOGNIZED_NAME/, 'it does not know its own name'],
];

function tlsWords({ code = '' }: NodeJS.ErrnoException): string {
  const [, words] = TLS_WORDS.find(([pattern]) => pattern.test(code)) ?? [];
  return (
    words ??
    code
      .replace(/^ERR_(?:SSL|TLS)_/, '')
      .toLowerCase()
      .replaceAll('_', ' ')
  );
}
