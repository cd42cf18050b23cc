import { z } from 'zod';
import { lookupStatus, security } from './common.ts';

const tlsa = z.strictObject({
  record: z.string().describe('usage, selector, matching type and data'),
  usable: z.boolean().describe('a mail server can be matched with it'),
  faults: z.array(z.string()),
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
});
