import { setMaxListeners } from 'node:events';
import { monotonicMs } from '../dns/clock.ts';
import { isPublic } from '../dns/index.ts';
import { remembering } from './remembering.ts';
import { SmtpConnection, Stopped, Unexpected } from './smtp-connection.ts';
import { type SmtpContext, showItself, tryOldTls, tryPipelined } from './smtp-session.ts';
import {
  type NotSmtp,
  type SmtpAnswer,
  type SmtpNotLearned,
  type SmtpProbed,
  type SmtpRequest,
  type SmtpSession,
  unasked,
} from './smtp-types.ts';

export interface SmtpOptions extends SmtpContext {
  /** Addresses that are not public may be spoken to as well. */
  allowPrivate?: boolean;
  /** Other ports in place of the usual ones, for tests. */
  smtpPorts?: Partial<Record<SmtpRequest['port'], number>>;
  /** Milliseconds for all sessions with one server under one name. */
  mostMs?: number;
}

export interface SmtpNet {
  smtp(request: SmtpRequest, leftMs?: () => number): Promise<SmtpAnswer>;
  /** Ends what is still going on: it has failed then. */
  closeSmtp(): void;
}

/** All sessions with one server under one name take no longer. */
const MOST_MS = 30_000;
/** Sessions at once, over all servers of a run. */
const MOST_SESSIONS = 50;
/** Answers and servers that a run over a long list remembers: many of its domains share their servers. */
const MOST_KEPT = 2000;

interface Server {
  /** Ends when the sessions before have ended. */
  turn: Promise<unknown>;
  /** Of the time that each of its names is given. */
  leftMs: Map<string, number>;
  /** What the session before took. */
  tookMs: number;
}

function servers(): (key: string) => Server {
  const known = new Map<string, Server>();
  return (key) => {
    const server = known.get(key) ?? { turn: Promise.resolve(), leftMs: new Map(), tookMs: 0 };
    known.delete(key);
    known.set(key, server);
    const [oldest] = known.keys();
    if (known.size > MOST_KEPT) known.delete(oldest!);
    return server;
  };
}

type Shown = SmtpSession | NotSmtp | SmtpProbed | SmtpNotLearned;

const SLOW_MS = 1000;

/** One more session like the last would be cut off, and tell nothing. */
function isTooSlow({ tookMs }: Server, leftMs: number): boolean {
  return tookMs >= SLOW_MS && tookMs > leftMs;
}

/** Speaks to mail servers: each question once for a run, one session at a time with one address. */
export function createSmtp(options: SmtpOptions): SmtpNet {
  const { allowPrivate = false, mostMs = MOST_MS } = options;
  const once = remembering<SmtpAnswer>(MOST_KEPT);
  const serverOf = servers();
  const slots = new Slots(MOST_SESSIONS);
  const { speak, closeSmtp } = speaker(options);

  async function inTurn(request: SmtpRequest, ofRunMs: () => number): Promise<SmtpAnswer> {
    const server = serverOf(`${request.address} ${request.port}`);
    const name = request.name.toLowerCase();
    const turn = server.turn.then(() =>
      slots.use(async () => {
        const began = monotonicMs();
        const leftMs = server.leftMs.get(name) ?? mostMs;
        if (request.probe !== 'session' && isTooSlow(server, Math.min(leftMs, ofRunMs()))) return undefined;
        const shown = await speak(request, leftMs);
        server.tookMs = monotonicMs() - began;
        server.leftMs.set(name, Math.max(1, leftMs - server.tookMs));
        return shown;
      }),
    );
    server.turn = turn.catch(() => {});
    const shown = await turn;
    if (shown === undefined) return unasked(request);
    return { ...shown, ...request, source: { server: sourceOf(request) }, tries: 1 };
  }

  return {
    closeSmtp,
    async smtp(request, leftMs = () => mostMs) {
      const { address, port, name, probe } = request;
      if (!allowPrivate && !isPublic(address)) return notPublic(request);
      // Only the certificate hangs on the name: what else there is to know is the same for all of them.
      const whose = probe === 'session' ? name.toLowerCase() : '';
      const answer = await once(`${address} ${port} ${probe} ${whose}`, () => inTurn(request, leftMs));
      return { ...answer, ...request };
    },
  };
}

/** One session a call. */
function speaker(options: SmtpOptions): {
  speak(request: SmtpRequest, withinMs: number): Promise<Shown>;
  closeSmtp(): void;
} {
  const open = new Set<SmtpConnection>();
  const end = new AbortController();
  // As many sessions as there are at once.
  setMaxListeners(0, end.signal);
  return {
    async speak(request, withinMs) {
      if (end.signal.aborted) return failed('timeout', 'the run was over', false);
      const port = options.smtpPorts?.[request.port] ?? request.port;
      let connection: SmtpConnection | undefined;
      try {
        connection = await SmtpConnection.open(request.address, port, withinMs, end.signal);
        open.add(connection);
        const shown = await PROBES[request.probe](connection, request, options);
        await connection.quit();
        return shown;
      } catch (error) {
        await connection?.quit();
        return failureOf(error, connection !== undefined);
      } finally {
        connection?.close();
        if (connection) open.delete(connection);
      }
    },
    closeSmtp() {
      end.abort();
      for (const connection of open) connection.abort();
    },
  };
}

function failureOf(error: unknown, isReached: boolean): SmtpNotLearned {
  if (error instanceof Stopped) return failed(error.reason, error.message, isReached);
  if (!(error instanceof Unexpected)) throw error;
  return failed('malformed', `it says what is no reply: ${error.message}`, isReached);
}

const PROBES = { session: showItself, 'old-tls': tryOldTls, pipelined: tryPipelined };

function failed(reason: SmtpNotLearned['reason'], detail: string, isReached: boolean): SmtpNotLearned {
  return { status: 'failed', reason, detail, isReached };
}

function notPublic(request: SmtpRequest): SmtpAnswer {
  const detail = 'not an address that anybody could reach: --allow-private speaks to it all the same';
  return {
    ...failed('not-public', detail, false),
    ...request,
    source: { server: sourceOf(request) },
    tries: 0,
  };
}

function sourceOf({ address, port }: SmtpRequest): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** So many at once; the others wait for their turn. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#free = most;
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
