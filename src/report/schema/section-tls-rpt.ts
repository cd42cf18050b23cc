import { z } from 'zod';
import { lookupStatus } from './common.ts';

export const tlsRptFacts = z.strictObject({
  status: lookupStatus,
  outcome: z
    .enum(['reports', 'broken', 'none', 'unknown'])
    .describe('broken: a record is meant, and senders send no reports by it'),
  records: z.array(z.string()),
  rua: z
    .array(
      z.strictObject({
        address: z.string(),
        valid: z.boolean(),
        reachable: z
          .union([z.boolean(), z.literal('unknown')])
          .describe('whether its host takes mail, or exists'),
      }),
    )
    .describe('at most 100 addresses'),
  unasked: z.int().describe('hosts of report addresses beyond the most that are looked at'),
});
