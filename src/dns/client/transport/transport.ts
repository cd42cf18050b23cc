import type { FailureReason } from '../../types.ts';
import type { Message } from '../../wire/index.ts';

/** A reply to our question, understood or not. `doubt`: over UDP it lacks what only the asked server could have said. */
export type Reply = ({ ok: true; message: Message } | { ok: false; problem: string }) & {
  size: number;
  doubt?: string;
};

/** Looks at a packet: the reply to our question, or `undefined` where it cannot be that (RFC 5452 §9.1). */
export type Accept = (octets: Buffer) => Reply | undefined;

export interface Fault {
  reason: FailureReason;
  detail: string;
}

/** How asking one server over one transport ended. */
export type Exchange = { ok: true; message: Message; size: number; doubt?: string } | ({ ok: false } & Fault);

/** A way to one server, opened when it is first needed; many exchanges may be under way on it. */
export interface Transport {
  readonly name: TransportName;
  /**
   * Sends one query and waits for its reply, for as long as the attempt lasts, whatever happens on the way.
   * The query's first two octets, its id, are the transport's to fill in.
   */
  exchange(query: Uint8Array, accept: Accept, attempt: Attempt): Promise<Exchange>;
  /** The next exchange takes a new connection; what is under way stays on its own. */
  renew?(): void;
  /** Ends what is under way: it has failed then. A later exchange opens it anew. */
  close(): void;
}

export type TransportName = 'UDP' | 'TCP' | 'TLS' | 'HTTPS';

/** After so many packets that are no answer somebody is guessing, or the server is broken: stop listening. */
export const MAX_ANOMALIES = 3;

/**
 * One try at one server. It may take several exchanges, one after the other, and whoever made it may call it off:
 * what is under way then ends at once. It has no clock of its own; its maker keeps the time.
 */
export class Attempt {
  /** Packets sent, and packets thrown away because they could not belong to the question. */
  queries = 0;
  anomalies = 0;
  /** What is known already, should nothing else come; its detail is a sentence to be ended. */
  soFar: Fault | undefined;
  #over: Fault | undefined;
  #end: ((fault: Fault) => void) | undefined;

  /** For an exchange: tells how to end it; it is ended at once where the attempt is over. */
  begin(end: (fault: Fault) => void): void {
    this.queries++;
    this.#end = end;
    if (this.#over !== undefined) end(this.#over);
  }

  callOff(fault: Fault): void {
    this.#over ??= fault;
    this.#end?.(this.#over);
  }

  get isOver(): boolean {
    return this.#over !== undefined;
  }
}

const SOCKET_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
  EACCES: 'this system does not allow it',
  EPERM: 'this system does not allow it',
  ECONNRESET: 'the server closed the connection',
  EPIPE: 'the server closed the connection',
  ETIMEDOUT: 'the host does not answer',
  EADDRNOTAVAIL: 'this system has no address to ask from',
  EMFILE: 'this process has too many open files',
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'its name is not known here',
};

/** What a socket error means for a lookup. */
export function socketFault(error: NodeJS.ErrnoException): Fault {
  const code = error.code ?? 'error';
  return { reason: 'unreachable', detail: `${SOCKET_ERRORS[code] ?? error.message} (${code})` };
}

const CERTIFICATE_ERRORS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'comes from an authority that is not trusted here (--ca FILE)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'comes from an authority that is not trusted here (--ca FILE)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes from an authority that is not trusted here (--ca FILE)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
};

/** A TLS connection that did not come about: a socket's error, or what is wrong with the certificate. */
export function tlsFault(error: NodeJS.ErrnoException): Fault {
  const code = error.code ?? 'error';
  const certificate = CERTIFICATE_ERRORS[code];
  if (certificate !== undefined)
    return { reason: 'tls', detail: `the server’s certificate ${certificate} (${code})` };
  if (code in SOCKET_ERRORS) return socketFault(error);
  return { reason: 'tls', detail: `TLS fails: ${error.message.slice(0, 120)} (${code})` };
}
