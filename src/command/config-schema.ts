import { z } from 'zod';

/** The form of the configuration file; what its values may be, the options of the command line say. */

const list = z
  .union([z.string(), z.array(z.string())], { error: 'give a text, or a list of texts' })
  .transform((value) => (typeof value === 'string' ? [value] : value));
const text = z.string({ error: 'give a text' });
const number = z.number({ error: 'give a number' });

export const domainEntry = z.strictObject(
  { role: text, selectors: list, owner: text, profile: list },
  { error: 'give role, selectors, owner or profile' },
);

export const ignoreEntry = z.strictObject(
  {
    rule: text,
    domain: text.optional(),
    name: text.optional(),
    reason: z.string({ error: 'say why the rule is ignored, for whoever asks in a year’s time' }),
    until: text.optional(),
  },
  { error: 'give rule and reason' },
);

export const configFile = z.strictObject(
  {
    server: list,
    ca: text,
    selectors: text,
    failOn: text,
    onIncomplete: text,
    timeout: number,
    concurrency: number,
    profile: list,
    baseline: text,
    domains: z.record(z.string(), domainEntry.partial().nullable(), {
      error: 'give domains with a colon behind each, one a line',
    }),
    ignore: z.array(ignoreEntry, { error: 'give a list of entries, each with rule and reason' }),
  },
  { error: 'give keys and values, as in “failOn: warning”' },
);

export const wholeConfig = configFile.partial();

export type ConfigFile = z.infer<typeof wholeConfig>;

const KEYS = {
  domains: Object.keys(domainEntry.shape),
  ignore: Object.keys(ignoreEntry.shape),
};

/** The keys that are known where a path leads to. */
export function keysAt([first]: readonly PropertyKey[]): string[] {
  return first === 'domains' || first === 'ignore' ? KEYS[first] : Object.keys(configFile.shape);
}
