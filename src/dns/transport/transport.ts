import type { Server } from '../server.ts';
import type { FailureReason } from '../types.ts';
import type { Message } from '../wire/index.ts';

/** Looks at a packet: the reply to our question, or `undefined` where it cannot be that (RFC 5452 §9.1). */
export type Accept = (
  octets: Uint8Array,
) => { ok: true; message: Message } | { ok: false; problem: string } | undefined;

type Outcome = { ok: true; message: Message } | ({ ok: false } & Fault);

/** How asking one server over one transport ended; `anomalies` counts packets that were no reply to our question. */
export type Exchange = Outcome & { anomalies: number };

export interface Fault {
  reason: FailureReason;
  detail: string;
}

export interface Bounds {
  timeoutMs: number;
  /** Ends the exchange at once. */
  signal: AbortSignal;
}

/** Sends one query to one server and waits for its reply, within the bounds, whatever happens on the way. */
export type Transport = (
  server: Server,
  query: Uint8Array,
  accept: Accept,
  bounds: Bounds,
) => Promise<Exchange>;

/** After so many packets that are no answer somebody is guessing, or the server is broken: stop listening. */
export const MAX_ANOMALIES = 100;

/** What a transport reports of its channel, message by message. */
export interface Channel {
  received(octets: Uint8Array): void;
  failed(fault: Fault): void;
}

/**
 * One exchange over a channel, which `open` opens; what it returns closes the channel again. The exchange ends once:
 * with a reply, with a fault, or with its time, which counts from the start and not from the last octet.
 */
export function exchangeOver(
  name: 'UDP' | 'TCP',
  accept: Accept,
  { timeoutMs, signal }: Bounds,
  open: (channel: Channel) => () => void,
): Promise<Exchange> {
  return new Promise((resolve) => {
    let anomalies = 0;
    let close: (() => void) | undefined;
    let ended = false;
    const end = (outcome: Outcome): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      close?.();
      resolve({ ...outcome, anomalies });
    };
    const failed = (fault: Fault): void => end({ ok: false, ...fault });
    const abort = (): void => failed({ reason: 'timeout', detail: 'ended before an answer came' });
    const received = (octets: Uint8Array): void => {
      const reply = ended ? undefined : accept(octets);
      if (reply === undefined) anomalies++;
      else if (reply.ok) end(reply);
      else failed({ reason: 'malformed', detail: reply.problem });
      if (anomalies > MAX_ANOMALIES) failed(noAnswer(name, timeoutMs, anomalies));
    };
    const timer = setTimeout(() => failed(noAnswer(name, timeoutMs, anomalies)), timeoutMs);
    signal.addEventListener('abort', abort);
    if (signal.aborted) return abort();
    close = open({ received, failed });
    if (ended) close();
  });
}

function noAnswer(name: string, timeoutMs: number, anomalies: number): Fault {
  const ignored =
    anomalies === 0
      ? ''
      : `; ignored: ${anomalies} ${anomalies === 1 ? 'packet' : 'packets'} for another question`;
  return { reason: 'timeout', detail: `no answer over ${name} within ${timeoutMs / 1000} s${ignored}` };
}

const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
  EACCES: 'this system does not allow it',
  EPERM: 'this system does not allow it',
  ECONNRESET: 'the server closed the connection',
  EADDRNOTAVAIL: 'this system has no address to ask from',
  EMFILE: 'this process has too many open files',
};

/** What a socket error means for a lookup. */
export function socketFault(error: NodeJS.ErrnoException): Fault {
  const code = error.code ?? 'error';
  return { reason: 'unreachable', detail: `${SOCKET_ERRORS[code] ?? error.message} (${code})` };
}
