import { Malformed } from './get.ts';
import type { NetFailure, NotLearned } from './types.ts';

/** The time for one request was over. */
export class TimeOver extends Error {}

const REASONS: [RegExp, NetFailure, string][] = [
  [/^ECONNREFUSED$/, 'unreachable', 'the connection is refused'],
  [
    /^(?:ENETUNREACH|EHOSTUNREACH|EADDRNOTAVAIL|EACCES|EPERM|ENETDOWN)$/,
    'unreachable',
    'there is no way to it from here',
  ],
  [/^(?:ETIMEDOUT)$/, 'timeout', 'the connection timed out'],
  [
    /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/,
    'reset',
    'the server ended the connection',
  ],
  [/^(?:EMFILE|ENFILE|ENOBUFS|ENOMEM)$/, 'own-trouble', 'this machine has no more sockets'],
  [/^HPE_HEADER_OVERFLOW$/, 'malformed', 'the headers are longer than 16 KiB'],
  [/^HPE_/, 'malformed', 'the answer is no HTTP'],
];

/** What an error of a connection says: nothing about what the server would have answered. */
export function failureOf(error: unknown): NotLearned {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (error instanceof TimeOver) return { status: 'failed', reason: 'timeout', detail: message };
  if (error instanceof Malformed) return { status: 'failed', reason: 'malformed', detail: message };
  const found = REASONS.find(([codes]) => codes.test(code));
  if (found !== undefined) return { status: 'failed', reason: found[1], detail: found[2] };
  return { status: 'failed', reason: 'reset', detail: `the connection ended: ${code || message}` };
}

const HANDSHAKES: [RegExp, string][] = [
  [/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|PROTOCOL_VERSION/, 'it speaks no TLS 1.2 or newer'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/, 'it answers, but not with TLS'],
  [/NO_SHARED_CIPHER|HANDSHAKE_FAILURE|NO_CIPHERS/, 'no way of encryption is common to both sides'],
  [/UNRECOGNIZED_NAME/, 'it does not know the name that it is asked for'],
  [/DH_KEY_TOO_SMALL/, 'its key exchange is too weak'],
  [/CERTIFICATE_REQUIRED|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE/, 'it asks for a certificate of the client'],
];

/** In words, why TLS did not come about although the server answered; `undefined` where it just went silent or hung up. */
export function handshakeProblem(error: unknown): string | undefined {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!/^(?:ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) return undefined;
  const found = HANDSHAKES.find(([words]) =>
    words.test(`${code} ${message.replaceAll(' ', '_').toUpperCase()}`),
  );
  return (
    found?.[1] ??
    `the handshake fails: ${code
      .replace(/^ERR_(?:SSL|TLS)_/, '')
      .toLowerCase()
      .replaceAll('_', ' ')}`
  );
}
