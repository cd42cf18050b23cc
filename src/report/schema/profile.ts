import { z } from 'zod';

const requirement = z.strictObject({
  id: z.string(),
  level: z.enum(['must', 'should']).describe('required, or recommended'),
  clause: z.string().nullable().describe('its number in the source'),
  text: z.string().describe('what is asked for, in our words'),
  status: z
    .enum(['met', 'unmet', 'unknown', 'untested', 'not-applicable'])
    .describe('unknown: not read, or not to be seen in the records that were; untested: not by the DNS'),
  because: z.string(),
  state: z
    .enum(['new', 'unchanged', 'better', 'unknown'])
    .nullable()
    .describe(
      'what a change does to it, new: it was not unmet or not open before; null where nothing was compared',
    ),
});

export const profileResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  source: z.strictObject({
    title: z.string(),
    url: z.string(),
    asOf: z.string().describe('date of the text, or of when it was last read'),
  }),
  status: z
    .enum(['met', 'unmet', 'unknown', 'not-applicable'])
    .describe('of all that is required and can be tested'),
  requirements: z.array(requirement),
});
