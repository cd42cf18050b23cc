import { z } from 'zod';
import { lookupStatus } from './common.ts';

const file = {
  url: z.string(),
  status: z
    .enum(['read', 'refused', 'failed', 'skipped'])
    .describe('refused: no address, a status other than 200, a certificate that does not hold, too large'),
  detail: z.string().nullable().describe('why it was not read'),
};

export const bimiFacts = z.strictObject({
  status: lookupStatus.describe('of the record at default._bimi'),
  outcome: z
    .enum(['logo', 'declined', 'inherited', 'broken', 'none', 'unknown'])
    .describe('inherited: receivers read the record of the organizational domain, which is not judged here'),
  records: z.array(z.string()),
  inheritedFrom: z.string().nullable(),
  avatar: z.enum(['brand', 'personal']).nullable().describe('which picture is preferred (avp)'),
  localParts: z
    .array(z.string())
    .nullable()
    .describe('beginnings of local parts with a logo of their own (lps)'),
  logo: z
    .strictObject({ ...file, octets: z.int().nullable(), faults: z.array(z.string()) })
    .nullable()
    .describe('the file in l='),
  certificate: z
    .strictObject({
      ...file,
      kind: z.enum(['VMC', 'CMC']).nullable(),
      names: z.array(z.string()),
      notAfter: z.string().nullable(),
      sameLogo: z.boolean().nullable().describe('it holds the logo of l='),
      faults: z.array(z.string()),
    })
    .nullable()
    .describe('the file in a='),
});
