import type { AnyAnswer } from '../dns/index.ts';
import { nameKey } from '../dns/index.ts';
import { readTags } from '../records/tags.ts';
import { domainOf } from './addresses.ts';
import type { Alignment } from './alignment.ts';
import type { BodyChange } from './body-change.ts';
import type { Field } from './header.ts';
import type { PublishedKey } from './published-key.ts';
import { matchOf } from './signature-match.ts';
import type { Verified } from './verify.ts';

export type Reason =
  | 'body-altered'
  | 'header-altered'
  | 'other-key'
  | 'mismatch'
  | 'expired'
  | 'key-absent'
  | 'key-revoked'
  | 'key-invalid'
  | 'key-mismatch'
  | 'key-weak'
  | 'key-unread'
  | 'sha1'
  | 'unsupported'
  | 'syntax';

/** A DKIM signature (RFC 6376 §3.5), and what became of it. */
export interface Signature {
  /** Octet for octet, unfolded. */
  text: string;
  tags: Map<string, string>;
  domain?: string;
  selector?: string;
  /** Names in `h=`, lower case, in its order. */
  headers: string[];
  canonicalization: { header: string; body: string };
  bodyLength?: number;
  unsignedBody: number;
  signedAt?: Date;
  expiresAt?: Date;
  bodyHash: 'ok' | 'altered' | 'unknown';
  /** What was done to the body, where its hash tells. */
  bodyChange?: BodyChange;
  result: 'pass' | 'fail' | 'policy' | 'permerror' | 'temperror' | 'neutral';
  reason?: Reason;
  detail?: string;
  key?: PublishedKey;
  alignment: Alignment;
  /** The same for a receiver that follows RFC 7489. */
  legacyAlignment: Alignment;
  blockedBy: readonly AnyAnswer[];
}

type Read = Pick<
  Signature,
  | 'text'
  | 'tags'
  | 'domain'
  | 'selector'
  | 'headers'
  | 'canonicalization'
  | 'bodyLength'
  | 'signedAt'
  | 'expiresAt'
>;

/** The tags of a signature; of one that cannot be read, what there is. */
export function readSignature({ value }: Field): Read {
  const list = readTags(value, { blanks: 'fws' }).tags;
  const tags = new Map(list.map((tag) => [tag.name, tag.value.replace(/\s+/g, '')]));
  const [domain, selector, length] = [tags.get('d'), tags.get('s'), tags.get('l')];
  const signedAt = timeOf(tags.get('t'));
  const expiresAt = timeOf(tags.get('x'));
  return {
    text: value,
    tags,
    ...(domain && { domain: domainOf(domain) ?? nameKey(domain) }),
    ...(selector && { selector: nameKey(selector) }),
    canonicalization: canonicalizationOf(tags.get('c')),
    headers: (tags.get('h') ?? '').toLowerCase().split(':').filter(Boolean),
    ...(length && /^\d{1,15}$/.test(length) && { bodyLength: Number(length) }),
    ...(signedAt && { signedAt }),
    ...(expiresAt && { expiresAt }),
  };
}

/** RFC 6376 §3.5: “simple” where nothing else is said. */
function canonicalizationOf(text = ''): Signature['canonicalization'] {
  const [header = '', body = ''] = text.toLowerCase().split('/');
  return { header: header || 'simple', body: body || 'simple' };
}

/** Seconds since 1970, twelve digits at most (RFC 6376 §3.5). */
function timeOf(text: string | undefined): Date | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? new Date(Number(text) * 1000) : undefined;
}

/** Where the key of a signature stands. */
export function keyNameOf({ selector, domain }: Read): string | undefined {
  return selector === undefined || domain === undefined ? undefined : `${selector}._domainkey.${domain}`;
}

type Judged = Verified['signatures'][number]['result'];

/** What mailauth says of a signature, in the words of RFC 8601 §2.7.1, and why. */
export function signatureOf(
  read: Read,
  judged: Judged,
  key: PublishedKey | undefined,
): Omit<Signature, 'alignment' | 'legacyAlignment'> {
  const { canonBodyLength, canonBodyLengthTotal, status } = judged;
  const unsignedBody = Math.max(0, (canonBodyLengthTotal ?? 0) - (canonBodyLength ?? 0));
  const bodyHash = bodyHashOf(read, judged);
  const why = status.result === 'pass' ? undefined : whyOf(read, judged, key);
  const unread = key?.status === 'unknown' ? [key.answer!] : [];
  return {
    ...read,
    unsignedBody: read.bodyLength === undefined ? 0 : unsignedBody,
    bodyHash,
    result: why === undefined ? 'pass' : RESULTS[why.reason],
    ...why,
    ...(key && { key }),
    // A body that is another one fails whatever the key is.
    blockedBy: why?.reason === 'key-unread' ? unread : [],
  };
}

function bodyHashOf({ tags }: Read, { bodyHash, status }: Judged): Signature['bodyHash'] {
  if (bodyHash === undefined || status.comment === 'signature syntax error') return 'unknown';
  return tags.get('bh') === bodyHash ? 'ok' : 'altered';
}

const RESULTS: Record<Reason, Signature['result']> = {
  'body-altered': 'fail',
  'header-altered': 'fail',
  'other-key': 'fail',
  mismatch: 'fail',
  expired: 'fail',
  'key-absent': 'permerror',
  'key-revoked': 'permerror',
  'key-invalid': 'permerror',
  'key-mismatch': 'permerror',
  'key-weak': 'policy',
  'key-unread': 'temperror',
  sha1: 'policy',
  unsupported: 'neutral',
  syntax: 'permerror',
};

type Why = { reason: Reason; detail?: string };

function whyOf(read: Read, judged: Judged, key: PublishedKey | undefined): Why {
  const { comment = '', policy, result } = judged.status;
  if (result === 'temperror') return { reason: 'key-unread' };
  if (policy?.['dkim-rules'] === 'weak-key') return { reason: 'key-weak' };
  if (policy?.['dkim-rules'] === 'weak-algorithm') return { reason: 'sha1' };
  if (comment === 'body hash did not verify') return { reason: 'body-altered' };
  if (comment === 'bad signature') return { reason: matchOf(read, judged) };
  if (KEY_COMMENTS.has(comment) && key?.status === 'revoked') return { reason: 'key-revoked' };
  // Found only with the key at hand: the key's t=s, not a fault of the signature's own.
  if (comment === 'domain mismatch' && judged.bodyHash !== undefined)
    return { reason: 'key-mismatch', detail: 'no subdomain' };
  const reason = COMMENTS[comment] ?? 'syntax';
  return { reason, detail: comment };
}

const KEY_COMMENTS = new Set(['invalid public key', 'unknown key type', 'inappropriate key algorithm']);

const COMMENTS: Partial<Record<string, Reason>> = {
  expired: 'expired',
  'no key': 'key-absent',
  'invalid public key': 'key-invalid',
  'unknown key version': 'key-invalid',
  'unknown key type': 'key-invalid',
  'key not for email': 'key-invalid',
  'inappropriate hash algorithm': 'key-mismatch',
  'inappropriate key algorithm': 'key-mismatch',
  'unknown algorithm': 'unsupported',
  'unknown canonicalization': 'unsupported',
  'unsupported query method': 'unsupported',
};
