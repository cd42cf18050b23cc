import { addressOctets, formatAddress } from '../dns/index.ts';
import { clientOctets } from '../facts/spf/macros.ts';
import { mailboxesIn } from './addresses.ts';
import { type Field, fieldsNamed } from './header.ts';
import { borderHop } from './received.ts';
import type { Session } from './source.ts';

export type Learnt = 'given' | 'received-header' | 'return-path' | 'unknown';

export interface Known {
  value: string | null;
  source: Learnt;
}

/** Each part of the session, and where it is known from. */
export interface KnownSession {
  ip: Known;
  helo: Known;
  mailFrom: Known;
}

/** What was given counts; what was not is read from the fields that a receiver writes at the top of a message. */
export async function sessionOf(given: Session, fields: readonly Field[]): Promise<KnownSession> {
  // With the client given, the headers tell of another way.
  const received = given.ip === undefined ? fieldsNamed(fields, 'received').map(({ value }) => value) : [];
  const hop = await borderHop(received);
  return {
    ip: known(given.ip === undefined ? undefined : canonical(given.ip), hop?.ip),
    helo: known(given.helo, hop?.helo),
    mailFrom: mailFromOf(given, fields, hop?.mailFrom),
  };
}

function known(given: string | undefined, read: string | undefined): Known {
  if (given !== undefined) return { value: given, source: 'given' };
  return read === undefined ? { value: null, source: 'unknown' } : { value: read, source: 'received-header' };
}

function mailFromOf(given: Session, fields: readonly Field[], noted: string | undefined): Known {
  if (given.mailFrom !== undefined) return { value: given.mailFrom, source: 'given' };
  const [returnPath] = fieldsNamed(fields, 'return-path');
  if (returnPath === undefined) return known(undefined, noted);
  const [mailbox] = mailboxesIn(returnPath.value);
  const path = mailbox?.text ?? (/^<\s*>$/.test(returnPath.value) ? '' : undefined);
  return path === undefined ? known(undefined, noted) : { value: path, source: 'return-path' };
}

/** IPv4 in IPv6 is an IPv4 client (RFC 7208 §5); what is no address tells nothing. */
function canonical(ip: string): string | undefined {
  return addressOctets(ip) === undefined ? undefined : formatAddress(clientOctets(ip));
}
