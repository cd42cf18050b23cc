import { Readable } from 'node:stream';

/** Where a message comes from. It may be opened several times. */
export interface MessageSource {
  /** What people call it: a file's name, “standard input”. */
  name: string;
  /** Octets. */
  size: number;
  /** The octets as received. */
  open(): Readable;
}

/** A message that is in memory. Of a string each character is an octet (latin-1). */
export function messageSource(message: Uint8Array | string, name = 'message'): MessageSource {
  const octets = typeof message === 'string' ? Buffer.from(message, 'latin1') : Buffer.from(message);
  return { name, size: octets.length, open: () => Readable.from([octets]) };
}

/** The SMTP session that brought a message, as far as it is known. */
export interface Session {
  /** The client's address; what is no address counts as unknown. */
  ip?: string;
  /** What it greeted with. */
  helo?: string;
  /** The reverse-path without its angle brackets; “” is the null one. */
  mailFrom?: string;
}
