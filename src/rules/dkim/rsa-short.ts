import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

/** RFC 8301 §3.2: verifiers must not take a signature with a shorter key for valid. */
const LEAST_BITS = 1024;

export default defineRule({
  id: 'dkim/rsa-short',
  severity: 'error',
  basis: 'standard',
  title: 'The RSA key for DKIM has fewer than 1024 bits',
  why: 'Verifiers refuse such keys, and anybody can break them in days and then sign mail in the domain’s name.',
  fix: 'Make a key of 2048 bits, publish it under a new selector, sign with it, then revoke the old one.',
  spec: ['RFC 8301 §3.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALcSgUjbwHHlplBgVKNHOJEhpphnvEMPu8evVJidVMYvNqsBON3egEON4zMyjEUfLvfHgiXi18eIfnXmTu3R2AsCAwEAAQ=="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCoKiuXEET2uy8BHr9e29ji67iSxTkYh8W1siks2Eip+v3me92mNZr8zBQxnL1UQ8fB4aopMqypiYj6oJDvIva5FcGJFhCaFwjvaMKrYfWHI7KAvW9ZGSxZzRhisVEl6qFfmxv5+FYs2RlsdpjNWC2v6fysPOso2OA+puEmmBRUbwIDAQAB"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { keyType, bits, tags } = published.key.value;
      if (keyType !== 'rsa' || bits === null || bits >= LEAST_BITS) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the RSA key has ${bits} bits, verifiers want ${LEAST_BITS} at least`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector, bits, least: LEAST_BITS },
      };
    }
  },
});
