import { z } from 'zod';

/** What `verify --format json` prints: who serves what, of the record sets that were to be published. */

const state = z
  .enum(['agrees', 'differs', 'not-asked'])
  .describe('it serves the proposed records; other ones; or nobody knows, since it could not be asked');
const data = z.array(z.string()).describe('in the order of the text, each record once; empty: there is none');

export const verifiedSet = z.strictObject({
  name: z.string(),
  type: z.string(),
  proposed: data.describe('the records that are to be there; empty: none'),
  whole: z.boolean().describe('whether that is the whole set; else others may stand beside them'),
  removed: data.describe('of a set that is not told as a whole: what is not to be there any more'),
});

export const servedSet = z.strictObject({
  name: z.string(),
  type: z.string(),
  state,
  served: data.nullable().describe('null where it did not answer'),
  problem: z.string().nullable().describe('why there is no answer'),
});

export const verifiedServer = z.strictObject({
  host: z.string(),
  address: z.string().nullable().describe('null where the host has none'),
  serial: z.int().nullable().describe('of its SOA'),
  authority: z
    .boolean()
    .nullable()
    .describe('whether it answers as an authority for the zone (AA); null where it does not answer'),
  state,
  problem: z.string().nullable().describe('why it could not be asked'),
  serialRemark: z.string().nullable().describe('where its serial and its records tell different things'),
  sets: z.array(servedSet),
});

export const verifiedZone = z.strictObject({
  zone: z.string(),
  serial: z.int().nullable().describe('of the SOA that is to be published'),
  sets: z.array(verifiedSet),
  servers: z.array(verifiedServer),
});

export const verification = z.strictObject({
  outcome: z.enum(['pass', 'fail', 'inconclusive']),
  zones: z.array(verifiedZone),
  unplaced: z.array(z.string()).describe('record sets whose zone nobody tells'),
});

export const verifyReport = z.strictObject({
  schemaVersion: z.literal('1.0'),
  verification,
  tool: z.strictObject({ name: z.literal('mailcheck'), version: z.string() }),
  run: z.strictObject({
    command: z.literal('verify'),
    servers: z.array(z.string()).describe('who told which name servers there are'),
    startedAt: z.string(),
    durationMs: z.int(),
    queries: z.int(),
    rounds: z.int().describe('how often the servers were asked'),
  }),
});

export type VerifiedSet = z.infer<typeof verifiedSet>;
export type ServedSet = z.infer<typeof servedSet>;
export type VerifiedServer = z.infer<typeof verifiedServer>;
export type VerifiedZone = z.infer<typeof verifiedZone>;
export type Verification = z.infer<typeof verification>;
export type VerifyReport = z.infer<typeof verifyReport>;
