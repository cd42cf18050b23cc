import { z } from 'zod';
import { lookupStatus } from './common.ts';

const certificate = z.strictObject({
  names: z.array(z.string()),
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  keyType: z.string(),
  keyBits: z.int().nullable(),
});

const tls = z.strictObject({
  version: z.string(),
  cipher: z.string(),
  chain: z.array(certificate).describe('what the server sent, its own certificate first'),
  faults: z
    .array(z.strictObject({ fault: z.string(), detail: z.string() }))
    .describe('of the chain for the host’s name, by the authorities that this machine trusts'),
  extensions: z
    .array(z.string())
    .nullable()
    .describe('what EHLO lists within TLS; null where it was not told'),
});

const session = {
  state: z
    .enum(['answered', 'refused', 'not-smtp', 'failed', 'skipped'])
    .describe('refused: it does not talk to us; failed: nothing can be said from here'),
  reached: z.boolean().describe('a connection came about'),
  reason: z.string().nullable().describe('why nothing is known: timeout, unreachable, no-route, reset, …'),
  detail: z.string().nullable().describe('what it said, or why nothing is known'),
  greeting: z.string().nullable(),
  extensions: z.array(z.string()).describe('what EHLO lists before TLS'),
  security: z
    .enum(['established', 'not-offered', 'refused', 'broken', 'unknown'])
    .nullable()
    .describe('what came of TLS'),
  tls: tls.nullable(),
};

export const smtpFacts = z.strictObject({
  unread: z.boolean().describe('a lookup failed that may lead to servers'),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      preference: z.int(),
      servers: z.array(
        z.strictObject({
          address: z.string(),
          ...session,
          oldTls: z
            .enum(['TLSv1', 'TLSv1.1', 'none', 'unknown'])
            .describe('the version below 1.2 that it takes from old clients'),
          pipelined: z
            .boolean()
            .nullable()
            .describe('it obeys a command sent in clear behind STARTTLS; null where that is not known'),
        }),
      ),
      unasked: z.int().describe('addresses beyond the most that are spoken to'),
    }),
  ),
  unasked: z.int().describe('hosts beyond the most that are spoken to'),
  submission: z.strictObject({
    srv: z.strictObject({ submissions: lookupStatus, submission: lookupStatus }),
    servers: z.array(
      z.strictObject({
        service: z.enum(['submissions', 'submission']),
        published: z.boolean().describe('an SRV record names it; else it was tried on a chance'),
        host: z.string(),
        port: z.int(),
        address: z.string().nullable(),
        ...session,
      }),
    ),
  }),
});
