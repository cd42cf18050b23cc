import { z } from 'zod';

/** What `keygen --json` prints: the public half of a key that was made, and where the private one is. */
export const keygenReport = z.strictObject({
  schemaVersion: z.literal('1.0'),
  key: z.strictObject({
    domain: z.string(),
    selector: z.string(),
    keyType: z.enum(['rsa', 'ed25519']),
    bits: z.int(),
    file: z.string().describe('the private key, PEM; only its owner can read it'),
    record: z.strictObject({
      name: z.string(),
      type: z.literal('TXT'),
      value: z.string().describe('the whole text, as a web form takes it'),
      zone: z.string().describe('the record as a line of a zone file, in strings of at most 255 octets'),
    }),
  }),
  tool: z.strictObject({ name: z.literal('mailcheck'), version: z.string() }),
});

export type KeygenReport = z.infer<typeof keygenReport>;
