import { z } from 'zod';
import { finding } from './finding.ts';

const data = z.array(z.string()).nullable().describe('as a zone file writes it; null where it was not read');

export const changedSet = z
  .strictObject({
    name: z.string(),
    type: z.string(),
    before: data,
    after: data,
    ttl: z.int().nullable().describe('seconds for which caches may keep what is replaced'),
    source: z.strictObject({ file: z.string(), line: z.int() }).nullable(),
  })
  .describe('a record set that is another one after the change');

export const changeResult = z
  .strictObject({
    fixed: z.array(finding).describe('found before the change and not after it'),
    lost: z.array(finding).describe('found before the change; after it the rule could not be decided'),
    open: z.array(z.string()).describe('rules that the change leaves undecided'),
    records: z.array(changedSet).nullable().describe('null where two saved reports were compared'),
    unjudged: z
      .array(z.strictObject({ name: z.string(), type: z.string() }))
      .describe(
        'record sets that mail may rest on, and that the change touches or leads to without being judged',
      ),
    meaning: z.array(z.string()).describe('what it means for mail, in words'),
    base: z.array(z.string()).describe('what is to be known of how the records before the change were read'),
  })
  .describe('what becomes of the domain; its findings are those after the change');
