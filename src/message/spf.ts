import type { AnyAnswer, Name, Resolver } from '../dns/index.ts';
import { checkHost, type SpfCheck } from '../facts/spf/check.ts';
import { domainOf } from './addresses.ts';
import { type Alignment, type Author, alignmentOf } from './alignment.ts';
import type { KnownSession } from './session.ts';

/** SPF of the session that brought the message, for the identity that DMARC counts (RFC 9989 §3.2.4). */
export interface SpfOfMessage {
  /** `helo`: the reverse-path is null, and “postmaster” at the HELO name stands for it (RFC 7208 §2.4). */
  identity: 'mail-from' | 'helo';
  domain: Name;
  check: SpfCheck;
  alignment: Alignment;
  legacyAlignment: Alignment;
  blockedBy: AnyAnswer[];
}

/** Nothing where the session is not known, or its identity is no domain. */
export async function spfOf(
  { ip, helo, mailFrom }: KnownSession,
  author: Author | 'unread' | undefined,
  { ask }: Pick<Resolver, 'ask'>,
): Promise<SpfOfMessage | undefined> {
  const identity = mailFrom.value === '' ? 'helo' : 'mail-from';
  const address = mailFrom.value === '' ? `postmaster@${helo.value ?? ''}` : mailFrom.value;
  const domain = address === null ? undefined : domainOf(address);
  if (ip.value === null || address === null || domain === undefined || domain === '.') return undefined;
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')));
  const session = {
    ip: ip.value,
    mailFrom: `${local}@${domain}`,
    ...(helo.value !== null && { helo: helo.value }),
  };
  const check = await checkHost(ask, domain, session);
  const { blockedBy, ...aligned } = await alignmentOf({ ask }, domain, author);
  return { identity, domain, check, ...aligned, blockedBy: [...check.failed, ...blockedBy] };
}
