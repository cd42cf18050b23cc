import { z } from 'zod';
import { severity } from './common.ts';

/** What of a saved report another run builds on. Loose: a later version may have added to it. */
export const savedReport = z.looseObject({
  schemaVersion: z.string().regex(/^1\./),
  results: z.array(
    z.looseObject({
      domain: z.string(),
      findings: z.array(
        z.looseObject({
          rule: z.string(),
          fingerprint: z.string(),
          severity,
          measure: z.number().nullable(),
        }),
      ),
    }),
  ),
});
