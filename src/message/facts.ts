import { memoised, type Name, type Resolver } from '../dns/index.ts';
import { gatherLookups, type LookupFacts } from '../facts/lookups.ts';
import { type Mailbox, mailboxesIn } from './addresses.ts';
import { alignmentOf } from './alignment.ts';
import { withBodyChanges } from './body-change.ts';
import { type DmarcOfMessage, dmarcOf } from './dmarc.ts';
import { type Field, fieldsNamed, MOST_FIELDS, MOST_HEADER_OCTETS, splitMessage } from './header.ts';
import { type Policy, policyFor } from './policy.ts';
import { type PublishedKey, publishedKey } from './published-key.ts';
import { type KnownSession, sessionOf } from './session.ts';
import { keyNameOf, readSignature, type Signature, signatureOf } from './signature.ts';
import type { MessageSource, Session } from './source.ts';
import { type SpfOfMessage, spfOf } from './spf.ts';
import { MOST_SIGNATURES, type Verified, verifiable, verify } from './verify.ts';
import { type Oddities, onTheWire } from './wire.ts';

/** Everything that was observed of one message. */
export interface MessageFacts {
  name: string;
  octets: number;
  fields: readonly Field[];
  /** Whether an empty line ends the header. */
  ended: boolean;
  /** Lines of the header that belong to no field. */
  strays: number;
  oddities: Oddities;
  /** All of the header was read: what is not in it is missing. */
  isWhole: boolean;
  /** What was left out because there is too much of it. */
  limits: string[];
  from: { fields: Field[]; mailboxes: Mailbox[]; domains: Name[]; domain?: Name };
  session: KnownSession;
  signatures: Signature[];
  unverified: number;
  spf?: SpfOfMessage;
  policy?: Policy;
  dmarc: DmarcOfMessage;
  arc: Verified['arc'];
  now: Date;
  /** When the last server received it, as it says. */
  receivedAt?: Date;
  /** Every lookup that was made for it. */
  lookups: LookupFacts;
}

/** Reads and authenticates a message. Never throws for what it holds or the DNS says. */
export async function gatherMessage(
  source: MessageSource,
  session: Session,
  resolver: Resolver,
  now: Date,
): Promise<MessageFacts> {
  const ledger = memoised(resolver);
  const oddities: Oddities = { bareLf: 0, bareCr: 0, nul: 0 };
  const { body, complete, ...header } = await splitMessage(onTheWire(source.open(), oddities));
  const { fields } = header;
  const from = authorOf(fields);
  // A second domain behind the limit changes nothing: with two already, DMARC does not apply.
  const isAuthorRead = complete || from.domains.length > 1;
  const [known, policy] = await Promise.all([
    sessionOf(session, fields),
    from.domain === undefined ? undefined : policyFor(from.domain, ledger),
    // Asked with the policy, in one round trip, and before a long body uses up the time.
    ...verifiable(fields).map((field) => keyOf(field, ledger)),
  ]);
  const [verified, spf] = await Promise.all([
    verify({ fields: complete ? fields : [], body }, ledger, now),
    spfOf(known, policy ?? (isAuthorRead ? undefined : 'unread'), ledger),
  ]);
  const signatures = await withBodyChanges(await signaturesOf(verified, policy, ledger), source);
  const isToldWhole =
    known.ip.value !== null && known.mailFrom.value !== null && complete && verified.unverified === 0;
  return {
    name: source.name,
    octets: source.size,
    ...header,
    oddities,
    isWhole: complete,
    limits: limitsOf(complete, verified.unverified),
    from,
    session: known,
    signatures,
    unverified: verified.unverified,
    ...(spf && { spf }),
    ...(policy && { policy }),
    dmarc: dmarcOf(policy, { signatures, spf, isToldWhole, isAuthorRead }),
    arc: verified.arc,
    now,
    ...receivedAtOf(fields),
    lookups: await gatherLookups(ledger),
  };
}

/** RFC 9989 §5.3.1: the domain in From; with none, or with several, there is no Author Domain. */
function authorOf(fields: readonly Field[]): MessageFacts['from'] {
  const named = fieldsNamed(fields, 'from');
  const mailboxes = named.flatMap(({ value }) => mailboxesIn(value));
  const domains = [...new Set(mailboxes.flatMap(({ domain }) => domain ?? []))];
  const [domain, ...others] = domains;
  const isOne = domain !== undefined && others.length === 0;
  return { fields: named, mailboxes, domains, ...(isOne && { domain }) };
}

async function signaturesOf(
  { signatures }: Verified,
  policy: Policy | undefined,
  resolver: Resolver,
): Promise<Signature[]> {
  return Promise.all(
    signatures.map(async ({ field, result }) => {
      const read = readSignature(field);
      const key = await keyOf(field, resolver);
      const { blockedBy, ...aligned } = await alignmentOf(resolver, read.domain ?? '', policy);
      const judged = signatureOf(read, result, key);
      return { ...judged, ...aligned, blockedBy: [...judged.blockedBy, ...blockedBy] };
    }),
  );
}

async function keyOf(field: Field, resolver: Resolver): Promise<PublishedKey | undefined> {
  const name = keyNameOf(readSignature(field));
  return name === undefined ? undefined : publishedKey(resolver, name);
}

function limitsOf(complete: boolean, unverified: number): string[] {
  const tooMuch = `the header has over ${MOST_HEADER_OCTETS / 1024} KiB or ${MOST_FIELDS} fields: it was not read whole, and no signature was verified`;
  const some = `${unverified} more DKIM signatures were not verified: the first ${MOST_SIGNATURES} that are no longer than usual are`;
  return [...(complete ? [] : [tooMuch]), ...(unverified === 0 ? [] : [some])];
}

/** RFC 5321 §4.4: the time stands behind the last semicolon. */
function receivedAtOf(fields: readonly Field[]): Pick<MessageFacts, 'receivedAt'> {
  const [latest] = fieldsNamed(fields, 'received');
  const text = latest?.value.slice(latest.value.lastIndexOf(';') + 1).replace(/\([^()]*\)/g, '') ?? '';
  const receivedAt = new Date(text.slice(0, 100));
  return Number.isNaN(receivedAt.getTime()) ? {} : { receivedAt };
}
