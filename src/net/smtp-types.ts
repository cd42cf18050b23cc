import type { Name } from '../dns/index.ts';
import type { NetFailure, NotLearned, NotTried, TlsFacts } from './types.ts';

/** A reply (RFC 5321 §4.2): its code, and the text of each line behind it (octets as latin-1). */
export interface SmtpReply {
  code: number;
  lines: string[];
}

/**
 * `session`: what a server shows of itself. `old-tls`: whether it takes a client that speaks nothing newer than TLS 1.1.
 * `pipelined`: whether it obeys a command that was sent in clear behind STARTTLS (CVE-2011-0411).
 */
export type SmtpProbe = 'session' | 'old-tls' | 'pipelined';

export interface SmtpRequest {
  /** The server's host name, for which its certificate should be. */
  name: Name;
  address: string;
  port: 25 | 465 | 587;
  probe: SmtpProbe;
}

/** What came of TLS. `broken` is proven by what the server sent; `unknown` failed on the way. */
export type SmtpSecurity =
  | { state: 'not-offered' }
  | { state: 'refused'; reply: SmtpReply }
  | { state: 'broken'; detail: string }
  | { state: 'unknown'; reason: NetFailure; detail: string }
  | {
      state: 'established';
      tls: TlsFacts;
      /** What EHLO lists within TLS; null where it was not told. */
      extensions: string[] | null;
    };

/** A session in which the server took us for a client. */
export interface SmtpSession {
  status: 'answered';
  greeting: SmtpReply;
  /** It took more than ten seconds. */
  isLate: boolean;
  /** The reply to EHLO where the server knows HELO only. */
  refusedEhlo: SmtpReply | null;
  /** What EHLO lists before TLS, as it stands there. */
  extensions: string[];
  security: SmtpSecurity;
}

/** Somebody listens who does not speak SMTP. */
export interface NotSmtp {
  status: 'not-smtp';
  /** The first line that is no reply. */
  said: string;
}

export interface SmtpProbed {
  status: 'probed';
  /** The TLS version, or the reply to the command, that should not have been; null where the server held out. */
  accepted: string | null;
}

export interface SmtpNotLearned extends NotLearned {
  /** A connection came about. */
  isReached: boolean;
}

export type SmtpAnswer = (SmtpSession | NotSmtp | SmtpProbed | SmtpNotLearned | NotTried) &
  SmtpRequest & {
    source: { server: string };
    /** Connections made for it. */
    tries: number;
  };

/** No time was left for it. */
export function unasked(request: SmtpRequest): SmtpAnswer {
  return { status: 'skipped', reason: 'slow', ...request, source: { server: 'none' }, tries: 0 };
}
