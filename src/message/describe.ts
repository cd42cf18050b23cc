import type { Message } from '../report/schema/report.ts';
import type { View } from './dmarc.ts';
import type { MessageFacts } from './facts.ts';
import { fieldsNamed } from './header.ts';
import type { Policy } from './policy.ts';
import type { PublishedKey } from './published-key.ts';
import type { Signature } from './signature.ts';
import type { SpfOfMessage } from './spf.ts';
import { reasonWords } from './words.ts';

/** The facts in the form of the report. */
export function describeMessage(facts: MessageFacts): Message {
  const { name, octets, limits, from, session, signatures, unverified, spf, policy, dmarc, arc } = facts;
  const value = (key: string): string | null =>
    fieldsNamed(facts.fields, key)[0]?.value.slice(0, LONGEST) ?? null;
  return {
    source: name,
    octets,
    limits,
    from: {
      fields: from.fields.length,
      whole: facts.isWhole,
      addresses: from.mailboxes.slice(0, MOST_ADDRESSES).map(({ text }) => text.slice(0, LONGEST)),
      domain: from.domain ?? null,
    },
    subject: value('subject'),
    date: value('date'),
    messageId: value('message-id'),
    session,
    dkim: signatures.map(describeSignature),
    unverified,
    spf: spf === undefined ? null : describeSpf(spf),
    dmarc: {
      record: policy?.step?.record?.text ?? null,
      current: describeView(dmarc.current, policy, policy?.step?.domain),
      legacy: describeView(dmarc.legacy, policy?.legacy, policy?.legacy.step?.domain),
    },
    arc: {
      result: arc.result,
      sealedBy: arc.sealedBy,
      reason: arc.reason ?? null,
      authenticationResults: newestResults(facts),
    },
    forwarder: forwarderOf(facts),
  };
}

const LONGEST = 1000;
const MOST_ADDRESSES = 50;
const MOST_NAMES = 100;

function describeSignature(signature: Signature): Message['dkim'][number] {
  const {
    tags,
    headers,
    canonicalization,
    bodyLength,
    unsignedBody,
    bodyHash,
    result,
    reason = null,
    alignment,
  } = signature;
  return {
    domain: signature.domain ?? null,
    selector: signature.selector ?? null,
    identity: tags.get('i') ?? null,
    algorithm: tags.get('a') ?? null,
    canonicalization: `${canonicalization.header}/${canonicalization.body}`,
    headers: headers.slice(0, MOST_NAMES),
    bodyLength: bodyLength ?? null,
    unsignedBody,
    signedAt: dateOf(signature.signedAt),
    expiresAt: dateOf(signature.expiresAt),
    bodyHash,
    bodyChange: signature.bodyChange ?? null,
    result,
    reason,
    detail: reason === null ? null : reasonWords(signature),
    key: signature.key === undefined ? null : describeKey(signature.key),
    alignment,
  };
}

/** Null too where the number stands for no date. */
function dateOf(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function describeKey({ name, status, record }: PublishedKey): Message['dkim'][number]['key'] {
  return {
    name,
    status,
    keyType: record?.value.keyType ?? null,
    bits: record?.value.bits ?? null,
    testing: record?.value.flags.includes('y') ?? false,
    record: record?.text ?? null,
  };
}

function describeSpf({ identity, domain, check, alignment }: SpfOfMessage): NonNullable<Message['spf']> {
  const { ip, result, matched = null, problem = null, explanation = null } = check;
  return { identity, domain, ip, result, matched, problem, explanation, alignment };
}

function describeView(
  { result, by, requested, percent, word }: View,
  policy: Pick<Policy, 'organizational'> | undefined,
  policyDomain: string | undefined,
): Message['dmarc']['current'] {
  const organizational = policy?.organizational ?? 'unknown';
  return {
    result,
    by,
    requested,
    policyDomain: policyDomain ?? null,
    organizationalDomain: organizational === 'unknown' ? null : organizational,
    percent: percent ?? null,
    word,
  };
}

/** What the newest sealer says it saw (RFC 8617 §4.1.1): the topmost field. */
function newestResults({ arc, fields }: MessageFacts): string | null {
  if (arc.result === 'none') return null;
  return fieldsNamed(fields, 'arc-authentication-results')[0]?.value.slice(0, LONGEST) ?? null;
}

function forwarderOf({ arc, dmarc }: MessageFacts): string | null {
  return arc.result === 'pass' && dmarc.current.result === 'fail' ? (arc.sealedBy.at(-1) ?? null) : null;
}
