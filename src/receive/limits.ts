/** What one client, and all of them together, may take of this server. */
export interface Limits {
  /** Octets of a message, announced as SIZE (RFC 1870). */
  messageOctets: number;
  /** Connections at once, in all and from one address. */
  connections: number;
  connectionsPerAddress: number;
  /** Recipients of a message; RFC 5321 §4.5.3.1.8 asks for at least 100. */
  recipients: number;
  /** Commands of a session, and those of them that may be wrong. */
  commands: number;
  mistakes: number;
  /** For the next whole command, for a whole message, for the whole session. Octets that drip in do not extend them. */
  commandMs: number;
  dataMs: number;
  sessionMs: number;
  /** Messages judged at once, by number and by octets (one larger than that alone), and those that may wait for it. */
  judgedAtOnce: number;
  judgedOctets: number;
  waiting: number;
  /** After a signal, for the messages in hand. */
  stopMs: number;
}

const MINUTE = 60_000;
const MEGABYTE = 1_000_000;

/** Times as in RFC 5321 §4.5.3.2, where a server is concerned. */
export const LIMITS: Limits = {
  messageOctets: 50 * MEGABYTE,
  connections: 500,
  connectionsPerAddress: 250,
  recipients: 1000,
  commands: 10_000,
  mistakes: 20,
  commandMs: 5 * MINUTE,
  dataMs: 10 * MINUTE,
  sessionMs: 30 * MINUTE,
  judgedAtOnce: 8,
  judgedOctets: 10 * MEGABYTE,
  waiting: 1000,
  stopMs: 10_000,
};
