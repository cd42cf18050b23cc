import { z } from 'zod';
import { changeResult } from './change.ts';
import { requested } from './common.ts';
import { cause, finding, inconclusive, skipped } from './finding.ts';
import { messageResult } from './message.ts';
import { profileResult } from './profile.ts';
import { sections } from './sections.ts';

const forged = z.strictObject({
  requested,
  word: z.enum(['inbox', 'spam', 'refused', 'passes', 'unknown']),
  legacy: z.strictObject({ requested, word: z.enum(['inbox', 'spam', 'refused', 'passes', 'unknown']) }),
});

export const posture = z.strictObject({
  role: z.strictObject({
    value: z.enum(['mail', 'receive-only', 'send-only', 'no-mail', 'unknown']),
    source: z.enum(['declared', 'inferred']),
    signals: z.array(z.string()),
    publicSuffix: z.boolean(),
  }),
  provider: z
    .strictObject({
      mailbox: z.string().nullable().describe('who holds the mail; null for servers of nobody that is known'),
      gateway: z.string().nullable().describe('who filters or forwards it on the way'),
      signs: z.array(
        z.strictObject({
          provider: z.string(),
          kind: z.enum(['mailbox', 'gateway', 'sending']),
          from: z.enum(['mx', 'spf', 'dkim']),
          name: z.string().describe('the name in the record that shows it'),
        }),
      ),
    })
    .describe('which companies the records name'),
  forged: z
    .strictObject({ domain: forged, subdomains: forged, nonexistent: forged })
    .describe('what receivers are asked to do with forged mail; they decide'),
  protection: z.enum(['enforced', 'partial', 'none', 'unknown']),
  transport: z
    .strictObject({
      value: z
        .enum(['protected', 'held', 'opportunistic', 'clear', 'no-mail', 'unknown'])
        .describe(
          'protected: senders must encrypt, and check to whom; held: and no server seen passes by DANE; opportunistic: nothing makes them; clear: a server is seen to offer no TLS',
        ),
      by: z
        .array(z.enum(['dane', 'mta-sts']))
        .describe('what asks for it, at one server at least; DANE goes before MTA-STS (RFC 8461 §2)'),
    })
    .nullable()
    .describe('how mail to the domain travels, at the server where it is protected least'),
});

export const result = z.strictObject({
  kind: z.enum(['domain', 'message']),
  domain: z
    .string()
    .describe(
      'A-labels; for an invalid entry of a list, the entry; of a message its From domain, or its source',
    ),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'invalid']),
  problem: z.string().nullable().describe('why an entry is invalid, or was not audited'),
  posture: posture.nullable().describe('null where the command does not read all it rests on'),
  profiles: z.array(profileResult).describe('those that were asked for'),
  sections,
  findings: z.array(finding),
  change: changeResult.nullable().describe('null where nothing was compared'),
  message: messageResult.nullable().describe('null for a domain'),
  inconclusive: z.array(inconclusive),
  causes: z.array(cause),
  skipped: z.array(skipped),
});

export const summary = z.strictObject({
  domains: z.int(),
  errors: z.int(),
  warnings: z.int(),
  notices: z.int(),
  suppressed: z.int().describe('findings that somebody accepts; the counts above leave them out'),
  inconclusive: z.int().describe('domains'),
  invalid: z.int().describe('entries that name no domain'),
  causes: z.array(cause.extend({ domains: z.int().min(2) })).describe('causes that several domains share'),
  outcome: z.enum(['pass', 'fail', 'usage', 'inconclusive', 'internal', 'interrupted']),
});

export const run = z.strictObject({
  command: z.string(),
  servers: z.array(z.string()),
  offline: z.boolean(),
  startedAt: z.string(),
  durationMs: z.int(),
  queries: z.int().describe('packets sent'),
  resolvers: z
    .array(
      z.strictObject({
        server: z.string(),
        validates: z.boolean().nullable().describe('it checks DNSSEC; null where that was not asked for'),
        inventsAddresses: z.boolean().nullable().describe('it gives addresses for names that do not exist'),
      }),
    )
    .describe('what was found out about the servers'),
});

export const report = z
  .strictObject({
    schemaVersion: z.literal('1.0'),
    tool: z.strictObject({ name: z.literal('mailcheck'), version: z.string() }),
    run: run.describe('the only part that differs between two runs over the same records'),
    results: z.array(result),
    summary,
  })
  .meta({ title: 'mailcheck report', description: 'What mailcheck found out about one or more domains' });

export type Report = z.infer<typeof report>;
export type DomainResult = z.infer<typeof result>;
export type Finding = z.infer<typeof finding>;
export type Suppression = NonNullable<Finding['suppression']>;
export type Inconclusive = z.infer<typeof inconclusive>;
export type ProfileResult = z.infer<typeof profileResult>;
export type Message = z.infer<typeof messageResult>;
export type Change = z.infer<typeof changeResult>;
export type Cause = z.infer<typeof cause>;
export type Posture = z.infer<typeof posture>;
export type Sections = z.infer<typeof sections>;
export type Summary = z.infer<typeof summary>;
export type Run = z.infer<typeof run>;

/** JSON Schema (draft 2020-12) of a report. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(report);
}
