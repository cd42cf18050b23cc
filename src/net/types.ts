import type { Resolver } from '../dns/index.ts';
import type { SmtpAnswer, SmtpRequest } from './smtp-types.ts';

/**
 * What was seen of other servers than name servers. As with the DNS, nothing throws: `failed` says nothing about the
 * other side, `skipped` that it was not tried; everything else was proven by an answer of theirs.
 */

/** Why nothing is known of the other side. */
export type NetFailure =
  | 'timeout'
  /** The time for the whole audit was over first: whether a connection came about is not known. */
  | 'too-late'
  | 'unreachable'
  | 'no-route'
  | 'dns'
  | 'not-public'
  | 'reset'
  | 'refused'
  | 'malformed'
  | 'limit'
  | 'own-trouble'
  | 'not-recorded';

export interface NotLearned {
  status: 'failed';
  reason: NetFailure;
  detail: string;
}

export interface NotTried {
  status: 'skipped';
  /** `slow`: the server takes so long that another session would not have ended in time. */
  reason: 'offline' | 'no-https' | 'no-smtp' | 'slow';
}

/** One certificate of those that a server sent, leaf first. */
export interface Certificate {
  /** DER, base64. */
  der: string;
  subject: string;
  issuer: string;
  /** DNS names of the subjectAltName extension, as they stand there. */
  names: string[];
  /** ISO 8601. */
  notBefore: string;
  notAfter: string;
  keyType: string;
  /** Of RSA the modulus, of EC the order; null where the key says nothing of it. */
  keyBits: number | null;
}

/** What is wrong with a chain, by RFC 5280 and RFC 9525, for one name at one time. */
export type CertificateFault =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-name'
  | 'self-signed'
  | 'untrusted'
  | 'incomplete-chain'
  | 'revoked'
  | 'weak'
  | 'other';

/** What TLS showed of a server, whether it is to be trusted or not. */
export interface TlsFacts {
  /** `TLSv1.3` */
  version: string;
  cipher: string;
  chain: Certificate[];
  /** Every fault of the chain for the name that was asked for, by the authorities that this machine trusts. */
  faults: { fault: CertificateFault; detail: string }[];
  /** A clock or a list of authorities of this side that explains the faults: they say nothing about the server then. */
  ownTrouble?: string;
}

export interface HttpsRequest {
  url: string;
  /** What is read of the body: beyond it the answer is `cut`. */
  mostOctets: number;
  /** How many redirects are followed, https only; RFC 8461 §3.3 forbids all. */
  redirects: number;
  /** False: the answer is read even where the certificate does not hold; `tls.faults` tells. Default true. */
  mustVerify?: boolean;
}

export interface HttpsGot {
  status: 'answered';
  /** The HTTP status. */
  code: number;
  contentType: string | null;
  /** Where a 3xx that was not followed points. */
  location: string | null;
  /** Octets as latin-1. */
  body: string;
  /** The body was longer than what is read. */
  cut: boolean;
  tls: TlsFacts;
}

/** TLS came about or was tried, and is not to be trusted: proven by what the server sent. */
export interface HttpsUntrusted {
  status: 'untrusted';
  /** In one line. */
  detail: string;
  /** Null where the handshake failed: no version or cipher in common, an alert. */
  tls: TlsFacts | null;
}

export type HttpsAnswer = (HttpsGot | HttpsUntrusted | NotLearned | NotTried) & {
  url: string;
  /** The address that was spoken to, or `none`. */
  source: { server: string };
  /** Connections made for it. */
  tries: number;
};

/** Whoever can speak to other servers than name servers: the network, a recording, or nobody. */
export interface Net {
  /** Resolves through `resolver`, and connects to addresses that strangers may choose only. */
  https(request: HttpsRequest, resolver: Resolver): Promise<HttpsAnswer>;
  /**
   * Connects to an address that strangers may choose only; says nothing but who it is. A server whose last session took
   * longer than the milliseconds that are left is asked nothing more: `skipped`.
   */
  smtp(request: SmtpRequest, leftMs?: () => number): Promise<SmtpAnswer>;
}

/** A {@link Net} that holds sockets or timers. */
export interface OpenNet extends Net {
  close(): Promise<void>;
}
