import { z } from 'zod';
import { alias, lookupStatus } from './common.ts';

const fetched = z
  .strictObject({
    url: z.string(),
    status: z.enum(['answered', 'untrusted', 'failed', 'skipped']),
    detail: z.string().nullable().describe('why nothing was learned, or why the answer is not to be trusted'),
    code: z.int().nullable().describe('the HTTP status'),
    contentType: z.string().nullable(),
    location: z.string().nullable().describe('where a redirect leads, which no sender follows'),
    octets: z.int().nullable(),
    tls: z
      .strictObject({
        version: z.string(),
        notAfter: z.string().nullable().describe('when the first certificate of the chain lapses'),
        faults: z.array(z.strictObject({ fault: z.string(), detail: z.string() })),
      })
      .nullable(),
  })
  .describe('the policy file; null where no record announces one, or its host has no address');

const policy = z.strictObject({
  mode: z.enum(['enforce', 'testing', 'none']).nullable(),
  maxAge: z.int().nullable().describe('seconds'),
  mx: z.array(z.string()).describe('at most 100 patterns'),
  usable: z.boolean().describe('nothing that senders need is missing or wrong'),
});

export const mtaStsFacts = z.strictObject({
  status: lookupStatus.describe('of the record at _mta-sts'),
  outcome: z
    .enum(['policy', 'broken', 'none', 'unknown'])
    .describe('what a sender finds that holds no older policy; broken: it delivers as if there were none'),
  records: z.array(z.string()),
  id: z.string().nullable(),
  host: z
    .strictObject({
      host: z.string(),
      state: z.enum(['alive', 'nxdomain', 'no-address', 'unknown']),
      addresses: z.array(z.string()),
      chain: z.array(alias),
    })
    .nullable()
    .describe('the policy host; null where no record announces a policy'),
  fetch: fetched.nullable(),
  policy: policy.nullable(),
  coverage: z
    .strictObject({
      hosts: z.array(z.strictObject({ host: z.string(), preference: z.int(), covered: z.boolean() })),
      unmatched: z.array(z.string()).describe('patterns that no MX host matches'),
    })
    .nullable()
    .describe('the policy against the MX hosts; null where one of them is not known'),
  daneHosts: z
    .array(z.string())
    .describe('MX hosts with TLSA records: senders that use DANE go by these, whatever the policy says'),
});
