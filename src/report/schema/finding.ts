import { z } from 'zod';
import {
  alias,
  basis,
  change,
  extendedError,
  lookupStatus,
  security,
  severity,
  span,
  subject,
} from './common.ts';

export const evidence = z.strictObject({
  name: z.string(),
  type: z.string(),
  status: lookupStatus,
  source: z.union([
    z.strictObject({ server: z.string() }),
    z.strictObject({ file: z.string(), line: z.int() }),
  ]),
  ttl: z.int().min(0).describe('seconds'),
  security,
  chain: z.array(alias),
});

const suppression = z.strictObject({
  kind: z.enum(['config', 'inline', 'baseline']),
  reason: z.string(),
  until: z.string().nullable().describe('the last day on which it holds, as in 2027-01-31'),
});

export const finding = z.strictObject({
  rule: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/),
  severity,
  basis,
  subject,
  message: z.string(),
  why: z.string(),
  fix: z.string(),
  record: z.string().nullable().describe('the record, octet for octet as latin-1'),
  span: span.nullable(),
  changes: z.array(change),
  safety: z.enum(['safe', 'ask']).nullable(),
  question: z.string().nullable(),
  spec: z.array(z.string()),
  measure: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
  evidence: z.array(evidence),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .describe('the same finding of the same domain in any run'),
  state: z
    .enum(['new', 'worse', 'unchanged', 'better', 'unknown'])
    .nullable()
    .describe('what the change does to it; null where nothing was compared'),
  suppression: suppression
    .nullable()
    .describe('who accepts it: then it fails nothing and is only counted; null where nobody does'),
});

export const inconclusive = z.strictObject({
  name: z.string(),
  type: z.string(),
  reason: z.string(),
  detail: z.string(),
  ede: extendedError.nullable(),
  server: z.string(),
  tries: z.int().min(0).describe('packets sent for it'),
  blocks: z.array(z.string()).describe('ids of the rules, and names of sections, that could not be decided'),
});

export const cause = z
  .strictObject({
    kind: z
      .enum(['resolver', 'name-servers', 'zone', 'network', 'records'])
      .describe(
        'the server that was asked; who runs the domain’s name servers; another zone; the network that we are in; records that are given',
      ),
    name: z.string(),
    reason: z.string(),
    lookups: z.int().min(1),
    advice: z.string(),
  })
  .describe('why lookups were not answered, each cause once');

export const skipped = z.strictObject({
  name: z.string(),
  type: z.string(),
  why: z
    .enum(['offline', 'no-https', 'no-smtp', 'slow'])
    .describe('slow: the server takes so long that there was no time to ask it more'),
});
