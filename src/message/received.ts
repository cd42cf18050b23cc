import { addressOctets, formatAddress, localScope } from '../dns/index.ts';
import { registrableDomain } from '../facts/registered.ts';

/** What a Received field tells of the client that handed the message over (RFC 5321 §4.4). */
export interface Hop {
  ip?: string;
  helo?: string;
  /** The client's name as the server knows it, not as the client says; `undefined` where it found none. */
  name?: string;
  by?: string;
  /** What the reverse-path was, where the server noted it. */
  mailFrom?: string;
  /** A user's own submission: no border between organisations (RFC 3848, “ESMTPA”). */
  submitted: boolean;
}

/**
 * Reads the forms of Postfix, Exim, Sendmail, Exchange, Gmail and qmail: the address stands in brackets, or in
 * parentheses, between “from” and “by”.
 */
export function hopOf(value: string): Hop {
  const [, from = ''] = /^\s*from\s+([\s\S]*?)(?=\sby\s|$)/i.exec(value) ?? [];
  const by = /(?:^|\s)by\s+([^\s;()]+)/i.exec(value)?.[1];
  const mailFrom = /\(?envelope-from\s+<([^<>\s]*)>/i.exec(value)?.[1];
  const ip = addressIn(from);
  const named = /\bhelo[= ]([^\s()]+)/i.exec(from)?.[1] ?? from.split(/[\s(]/)[0];
  const helo = named?.replace(/\.$/, '');
  const name = nameIn(from, helo);
  return {
    ...(ip !== undefined && { ip }),
    ...(helo !== undefined && helo !== '' && { helo }),
    ...(name !== undefined && { name }),
    ...(by !== undefined && { by }),
    ...(mailFrom !== undefined && { mailFrom }),
    submitted: /\bwith\s+\w*SMTPS?A\b/i.test(value),
  };
}

/** What stands behind the first word the server writes; the word itself, and what follows HELO, the client may choose. */
function addressIn(from: string): string | undefined {
  const [first = ''] = /^\S+/.exec(from) ?? [];
  const rest = from.slice(first.length);
  const bracketed = [...rest.matchAll(/(?<!\bhelo[= ])\[(?:IPv6:)?([0-9A-Fa-f:.]+)\](?::\d+)?/gi)];
  const inParentheses = [...rest.matchAll(/\((?:IPv6:)?([0-9A-Fa-f:.]+)\)/gi)];
  const alone = [...first.matchAll(/^\[(?:IPv6:)?([0-9A-Fa-f:.]+)\]/gi)];
  for (const [, text] of [...bracketed, ...inParentheses, ...alone]) {
    const octets = addressOctets(text!);
    if (octets !== undefined) return formatAddress(octets);
  }
  return undefined;
}

/**
 * Postfix, Sendmail and Gmail write `(name [address])`, qmail and Exim put the name first, and what the client said behind it.
 * Exchange writes no other name than the client's own.
 */
function nameIn(from: string, helo: string | undefined): string | undefined {
  const qmail = /^(\S+)\s+\(HELO\s/i.exec(from)?.[1];
  const beside = qmail ?? /\(([A-Za-z0-9.-]+)\s+\[/.exec(from)?.[1];
  if (beside !== undefined) return beside === 'unknown' ? undefined : beside.replace(/\.$/, '');
  if (/^[A-Za-z0-9.-]+\s+\(\[/.test(from)) return from.split(/\s/)[0];
  return /^\S+\s+\([0-9A-Fa-f:.]+\)/.test(from) ? helo : undefined;
}

/** So many Received fields are read: a loop of servers adds 100 at most (RFC 5321 §6.3). */
const MOST_HOPS = 100;

/**
 * The hop over which the message reached the receiver: from the top the first with a public client that is not of the
 * receiver's own organisation. Where all are, it never left the house, and the first counts.
 */
export async function borderHop(received: readonly string[]): Promise<Hop | undefined> {
  let inside: Hop | undefined;
  for (const hop of received.slice(0, MOST_HOPS).map(hopOf)) {
    if (hop.ip === undefined || localScope(hop.ip) !== undefined) continue;
    if (hop.submitted) return inside ?? hop;
    if (!(await isInternal(hop))) return hop;
    inside ??= hop;
  }
  return inside;
}

async function isInternal({ name, by }: Hop): Promise<boolean> {
  if (name === undefined || by === undefined) return false;
  const [client, server] = await Promise.all([organisationOf(name), organisationOf(by)]);
  return client !== undefined && client === server;
}

/** Names under which the servers of one provider hand mail to each other. */
const SAME: Partial<Record<string, string>> = {
  'office365.com': 'outlook.com',
  'exchangelabs.com': 'outlook.com',
  'microsoft.com': 'outlook.com',
  'googlemail.com': 'google.com',
};

async function organisationOf(host: string): Promise<string | undefined> {
  const domain = await registrableDomain(host.toLowerCase());
  return domain === undefined ? undefined : (SAME[domain] ?? domain);
}
