import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { firstStray } from './stray.ts';

const CR = 0x0d;

/**
 * smtp-server takes a bare LF for the end of a command (RFC 5321 §2.3.8 forbids it) and passes NUL and bare CR on. Here
 * `refuse` is called instead, and nothing from there on is read. Data that was sent along with its DATA command is left
 * to the parser, which ends it at CRLF.CRLF only.
 */
export function strictLines(parser: SMTPStream, refuse: () => void): SMTPStream {
  const write = parser._write.bind(parser);
  parser._write = (chunk, encoding, next) => {
    const at = parser._dataMode || parser.isClosed ? -1 : firstForbidden(parser._remainder, chunk);
    if (at === -1) return write(chunk, encoding, next);
    write(chunk.subarray(0, at), encoding, (error) => {
      if (error) return next(error);
      if (parser._dataMode) return write(chunk.subarray(at), encoding, next);
      refuse();
      next();
    });
  };
  return parser;
}

function firstForbidden(before: string, chunk: Buffer): number {
  const places = [firstStray(before.endsWith('\r') ? CR : 0, chunk), chunk.indexOf(0)];
  const found = places.filter((place) => place !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}
