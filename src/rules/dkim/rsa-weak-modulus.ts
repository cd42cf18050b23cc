import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { smallFactor } from '../../facts/dkim/modulus.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/rsa-weak-modulus',
  severity: 'error',
  basis: 'practice',
  title: 'The RSA key for DKIM has a small factor',
  why: 'A modulus is the product of two large primes; with a small factor the key is damaged, or anybody can break it.',
  fix: 'Compare the key with the one that signs; if it is the same, make a new one under a new selector.',
  spec: [],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7r0AYoABfLjbZWu15ow6YOrfZ6X/cnWxO321L1cjti9QR2bSisibDic9BLGgYhX1hQ/O1dWMcyIE/GWiHdcoC5C9WN1JnN8njNl622xbnjiS4Msnk9+QbPBuNolxKXEJfalXcqKdSinAriWI8zcSKlklWhEYBdNyPfr/VXNMpNwIDAQAB"
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCoKiuXEET2uy8BHr9e29ji67iSxTkYh8W1siks2Eip+v3me92mNZr8zBQxnL1UQ8fB4aopMqypiYj6oJDvIva5FcGJFhCaFwjvaMKrYfWHI7KAvW9ZGSxZzRhisVEl6qFfmxv5+FYs2RlsdpjNWC2v6fysPOso2OA+puEmmBRUbwIDAQAB"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { rsa, tags } = published.key.value;
      const factor = rsa && smallFactor(rsa.modulus);
      if (factor === undefined) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: ${factor} divides the modulus of the RSA key, so it is no product of two large primes`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector, factor },
      };
    }
  },
});
