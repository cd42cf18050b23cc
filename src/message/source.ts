import type { Readable } from 'node:stream';

/** Where a message comes from. It may be opened several times. */
export interface MessageSource {
  /** What people call it: a file's name, “standard input”. */
  name: string;
  /** Octets. */
  size: number;
  /** The octets as received. */
  open(): Readable;
}

/** The SMTP session that brought a message, as far as it is known. */
export interface Session {
  /** The client's address. */
  ip?: string;
  /** What it greeted with. */
  helo?: string;
  /** The reverse-path without its angle brackets; “” is the null one. */
  mailFrom?: string;
}
