import { z } from 'zod';
import { lookupStatus, security } from './common.ts';

const tlsa = z.strictObject({
  record: z.string().describe('usage, selector, matching type and data'),
  usable: z.boolean().describe('a mail server can be matched with it'),
  faults: z.array(z.string()),
  matched: z
    .boolean()
    .nullable()
    .describe(
      'whether a server of the host passes by it; null where no certificate was seen, or none counts',
    ),
});

const nextKey = z.strictObject({
  host: z.string(),
  state: z
    .enum(['ready', 'missing', 'certificate-wanted', 'no-records', 'no-server', 'unknown'])
    .describe('whether the server may begin to show it: a TLSA record lets it pass'),
  record: z.string().describe('the TLSA record that names it'),
  leadTimeSeconds: z
    .number()
    .nullable()
    .describe('for which the record must have stood there: twice the TTL; null where it is not known'),
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
    }),
  ),
  nextKeys: z.array(nextKey).describe('keys that servers will show next, given with --next-key'),
});
