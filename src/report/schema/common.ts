import { z } from 'zod';

/** The public contract, part by part. Names and meanings of design and README; additions only within a major version. */

export const severity = z.enum(['error', 'warning', 'notice']);
export const basis = z.enum(['standard', 'receiver', 'practice']);
export const span = z
  .strictObject({ start: z.int().min(0), end: z.int().min(0) })
  .describe('octets of the record’s text, end exclusive');

export const subject = z
  .strictObject({ name: z.string(), type: z.string() })
  .describe('the record set a finding is about; of a message a header field, named in place of a type');

export const alias = z.strictObject({ from: z.string(), to: z.string(), kind: z.enum(['CNAME', 'DNAME']) });

/** What one lookup ended as; present in facts wherever a value rests on it. */
export const lookupStatus = z.enum(['present', 'absent', 'failed', 'skipped']);

export const change = z.strictObject({
  op: z.enum(['add', 'replace', 'delete']),
  name: z.string(),
  type: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
});

export const count = z
  .strictObject({ value: z.int().min(0), exact: z.boolean() })
  .describe('a number; not exact where failed lookups may add to it');

export const requested = z.enum(['none', 'quarantine', 'reject', 'nothing', 'unknown']);

/** RFC 4035 §4.3; `unknown` is what it calls indeterminate. */
export const security = z
  .enum(['secure', 'insecure', 'bogus', 'unknown'])
  .describe('DNSSEC, as far as a validating resolver tells over a way that nobody can change');

/** RFC 8914. */
export const extendedError = z.strictObject({ code: z.int(), text: z.string() });
