import { z } from 'zod';
import { requested } from './common.ts';

/** What a message shows to a receiver. Texts of headers are latin-1, octet for octet. */

const learnt = z
  .enum(['given', 'received-header', 'return-path', 'unknown'])
  .describe('where it is known from; unknown: from nowhere');
const known = z.strictObject({ value: z.string().nullable(), source: learnt });

const session = z
  .strictObject({
    ip: known,
    helo: known,
    mailFrom: known.describe('“” is the null reverse-path'),
  })
  .describe('the SMTP session that brought the message');

const alignment = z
  .enum(['strict', 'relaxed', 'none', 'unknown'])
  .describe('strict: the same domain as in From; relaxed: the same organizational domain');

const key = z.strictObject({
  name: z.string(),
  status: z
    .enum(['ok', 'revoked', 'invalid', 'multiple', 'absent', 'unknown'])
    .describe('unknown: the lookup was not answered; multiple: several records, verifiers may take any'),
  keyType: z.string().nullable(),
  bits: z.int().nullable(),
  testing: z.boolean().describe('t=y: treat the signature as if it were not there'),
  record: z.string().nullable(),
});

export const signature = z.strictObject({
  domain: z.string().nullable().describe('d='),
  selector: z.string().nullable().describe('s='),
  identity: z.string().nullable().describe('i='),
  algorithm: z.string().nullable().describe('a='),
  canonicalization: z.string().describe('header/body'),
  headers: z.array(z.string()).describe('names in h=, lower case'),
  bodyLength: z.int().nullable().describe('l=: so many octets of the body are signed'),
  unsignedBody: z.int().describe('octets of the body that l= leaves out'),
  signedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
  bodyHash: z.enum(['ok', 'altered', 'unknown']),
  bodyChange: z
    .enum(['appended', 'blanks'])
    .nullable()
    .describe(
      'what was done to the body, where its hash tells; blanks: only these or the ends of lines differ',
    ),
  result: z
    .enum(['pass', 'fail', 'policy', 'permerror', 'temperror', 'neutral'])
    .describe('as in RFC 8601 §2.7.1'),
  reason: z
    .enum([
      'body-altered',
      'header-altered',
      'other-key',
      'mismatch',
      'expired',
      'key-absent',
      'key-revoked',
      'key-invalid',
      'key-mismatch',
      'key-weak',
      'key-unread',
      'sha1',
      'unsupported',
      'syntax',
    ])
    .nullable()
    .describe('why it does not pass'),
  detail: z.string().nullable().describe('the reason in words'),
  key: key.nullable().describe('null where the signature names none'),
  alignment,
});

const spfResult = z.enum(['none', 'neutral', 'pass', 'fail', 'softfail', 'permerror', 'temperror']);
const spf = z.strictObject({
  identity: z.enum(['mail-from', 'helo']).describe('helo: the reverse-path is null (RFC 7208 §2.4)'),
  domain: z.string(),
  ip: z.string(),
  result: spfResult,
  matched: z.strictObject({ domain: z.string(), term: z.string() }).nullable(),
  problem: z.string().nullable(),
  explanation: z.string().nullable(),
  alignment,
});

const word = z.enum(['inbox', 'spam', 'refused', 'unknown']);
const view = z
  .strictObject({
    result: z
      .enum(['pass', 'fail', 'none', 'temperror', 'unknown'])
      .describe(
        'none: DMARC does not apply; unknown: nothing passes, and the session or a part of the message was not seen',
      ),
    by: z.array(z.enum(['dkim', 'spf'])).describe('what passes and is aligned'),
    requested,
    policyDomain: z.string().nullable(),
    organizationalDomain: z.string().nullable(),
    percent: z.int().nullable().describe('pct below 100, of RFC 7489'),
    word: word.describe('what the domain asks receivers to do with this message; they decide'),
  })
  .describe('as one kind of receiver sees it');

const dmarc = z.strictObject({
  record: z.string().nullable(),
  current: view.describe('RFC 9989'),
  legacy: view.describe('RFC 7489'),
});

const arc = z.strictObject({
  result: z.enum(['none', 'pass', 'fail', 'temperror']),
  sealedBy: z.array(z.string()).describe('domains, the oldest first'),
  reason: z.string().nullable(),
  authenticationResults: z.string().nullable().describe('what the newest sealer says it saw'),
});

export const messageResult = z
  .strictObject({
    source: z.string(),
    octets: z.int().describe('as read'),
    limits: z.array(z.string()).describe('what was left out because there is too much of it'),
    from: z.strictObject({
      fields: z.int(),
      whole: z.boolean().describe('false: the header was not read to its end, there may be another'),
      addresses: z.array(z.string()),
      domain: z.string().nullable().describe('the Author Domain, A-labels'),
    }),
    subject: z.string().nullable(),
    date: z.string().nullable(),
    messageId: z.string().nullable(),
    session,
    dkim: z.array(signature),
    unverified: z.int().describe('signatures beyond the most that are verified'),
    spf: spf.nullable().describe('null where no client or no identity is known'),
    dmarc,
    arc,
    forwarder: z
      .string()
      .nullable()
      .describe('who sealed a message that fails DMARC: a receiver that trusts it may accept the message'),
  })
  .describe('a message, authenticated as a receiver would');
