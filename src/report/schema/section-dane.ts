import { z } from 'zod';
import { lookupStatus, security } from './common.ts';

const tlsa = z.strictObject({
  record: z.string().describe('usage, selector, matching type and data'),
  usable: z.boolean().describe('a mail server can be matched with it'),
  faults: z.array(z.string()),
  match: z
    .enum(['passes', 'name', 'dates', 'not-issued', 'not-sent', 'other-key', 'unusable'])
    .nullable()
    .describe(
      'what the servers show, held against it, the best of them: it passes, or why not; null: nothing was seen',
    ),
});

const nextKey = z.strictObject({
  host: z.string(),
  state: z
    .enum(['ready', 'missing', 'certificate-wanted', 'not-checked', 'no-server', 'unknown'])
    .describe('whether the server may begin to show it: by every kind of its TLSA records it passes'),
  passing: z.array(z.string()).describe('published records by which it passes'),
  wanted: z.array(z.string()).describe('records to publish before'),
  leadTimeSeconds: z
    .number()
    .nullable()
    .describe(
      'for which the record must have stood there: twice the TTL; null where a resolver told it, in whose cache it counts down',
    ),
});

export const daneFacts = z.strictObject({
  mx: z.strictObject({ status: lookupStatus, security }).describe('the MX set'),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      own: z.boolean().describe('in the domain’s own organisation'),
      base: z.string().describe('whose TLSA records count: the host, or the end of its alias'),
      state: z
        .enum(['active', 'unusable', 'unsigned', 'unproven', 'none', 'unknown'])
        .describe('what a sender that uses DANE makes of it; unproven: no validating resolver was asked'),
      security,
      records: z.array(tlsa),
      servers: z
        .array(z.strictObject({ address: z.string(), outcome: z.enum(['match', 'no-match', 'unusable']) }))
        .describe('those whose certificate was seen, held against the records'),
    }),
  ),
  nextKeys: z.array(nextKey).describe('keys that servers will show next, given with --next-key'),
});
