import { z } from 'zod';
import { alias, lookupStatus, security } from './common.ts';

const zone = z.strictObject({
  zone: z.string(),
  delegation: z
    .enum(['matches', 'broken', 'none', 'unknown'])
    .describe('the DS records of the zone above against the keys; none: there are no DS records'),
  keys: z.array(
    z.strictObject({
      keyTag: z.int(),
      algorithm: z.int(),
      algorithmName: z.string(),
      bits: z.int().nullable().describe('of RSA keys'),
    }),
  ),
  ds: z.array(z.strictObject({ keyTag: z.int(), algorithm: z.int(), digestType: z.int() })),
  nsec3: z
    .strictObject({ iterations: z.int(), salt: z.string() })
    .nullable()
    .describe('how names that do not exist are hashed'),
  signatures: z
    .array(z.strictObject({ type: z.string(), inception: z.string(), expires: z.string() }))
    .describe('at the zone’s own name, of each type the one that holds longest'),
});

export const dnssecFacts = z.strictObject({
  state: security,
  detail: z.string().nullable().describe('why it is bogus'),
  unknownBecause: z
    .enum(['zone-file', 'resolver', 'not-answered'])
    .nullable()
    .describe(
      'why it is not known: records in a file prove nothing, no trusted resolver validates, no answer came',
    ),
  sets: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      status: lookupStatus,
      security,
      chain: z.array(alias),
    }),
  ),
  zones: z.array(zone).describe('those that show keys or DS records'),
  hosts: z.array(z.strictObject({ host: z.string(), security })),
  caa: z.array(
    z.strictObject({
      host: z.string(),
      at: z
        .string()
        .nullable()
        .describe('where the closest set stands; null where there is none, or it was not read'),
      records: z.array(z.string()),
    }),
  ),
});
