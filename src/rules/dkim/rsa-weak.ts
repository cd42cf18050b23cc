import { keyPlace } from '../../facts/dkim/faults.ts';
import { isManaged, mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { printedIn } from '../../facts/dkim/modulus.ts';
import { defineRule } from '../rule.ts';

/** RFC 8301 §3.2: signers must use 1024 bits (dkim/rsa-short tells of less) and should use 2048. */
const LEAST_BITS = 1024;
const GOOD_BITS = 2048;

export default defineRule({
  id: 'dkim/rsa-weak',
  severity: 'warning',
  basis: 'standard',
  title: 'The RSA key for DKIM has fewer than 2048 bits',
  why: 'Verifiers take such keys, but 1024 bits no longer withstand everybody who can afford the computing.',
  fix: 'Make a key of 2048 bits, publish it under a new selector, sign with it, then revoke the old one.',
  spec: ['RFC 8301 §3.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDGecXUHTfuQ6ofwgt4zggEpsbJuU7b6RGs76uv46mZrJ3p/07oi4kLFwyxDXnVQBWFWN2U6c/2QUBiKE+rCdQp4fI7nW91SdxIMxYHtB5R+zjC4jzohgTlPJr6QfWMTJk8rg1SPFDjNp4IH03zGabK/qsqkOmw8P0hJ/jIabVvHwIDAQAB"
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwPF5CxWrypcUgYLKJ2naTdGrTsMUeZaRym9gdRe/q5zMcAQENUuXX7643c/g7tr3N5VDV4sCrBZnH3YkbKESW3DcGkX3Swmmn49GlkGjQ8ZbZvbEsopqV2KEJiEpPlgoeukg1dT66YuHMLcdIh+bVamMiJ7k5fC/DKazx5lw2KXCtyVqXO/hvTBl1qSA+4VZN" "6glL8boa2Q4FG1PCw21LPnqwL11rJzzWBICGZgAZoeguIZG9Sfn2pXvEVW4hxTHSVugLJ0AewPLZMatjmid8O1YO9yltqMP4nz5VsCIEOpovKFQuI0movLf8fCaeIH9HeWUd0ohZ/Evc2nV9YLUsQIDAQAB"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim, domain }) {
    for (const published of publishedKeys(dkim)) {
      const { keyType, bits, tags } = published.key.value;
      if (keyType !== 'rsa' || bits === null || bits < LEAST_BITS || bits >= GOOD_BITS) continue;
      // dkim/key-published has said enough.
      if (printedIn(published.key.value) !== undefined) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the RSA key has ${bits} bits, signers should use ${GOOD_BITS}`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector, bits, least: GOOD_BITS },
        ...(isManaged(published.at, domain) && {
          severity: 'notice',
          fix: 'The key is the service’s: see whether it offers longer ones.',
        }),
      };
    }
  },
});
