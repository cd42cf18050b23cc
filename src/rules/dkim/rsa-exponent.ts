import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { defineRule, type Severity } from '../rule.ts';

const USUAL = 65_537n;
/** Widespread implementations hold the exponent in 31 bits. */
const LARGEST = 2n ** 31n - 1n;

export default defineRule({
  id: 'dkim/rsa-exponent',
  severity: 'warning',
  basis: 'standard',
  title: 'The RSA key for DKIM has an unusual exponent',
  why: 'Small exponents help whoever forges against a lax verifier, and some verifiers refuse those that are not usual.',
  fix: 'Make a key with the exponent 65537, as every tool does by default, under a new selector.',
  spec: ['RFC 6376 §3.3.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAsdasZLy1lnJL4VwztALyAx4bCWewk4WPQrCGYxgLMLGwWo9mkvGs05TAIhVr1iDZJVhr/ZKIr+QxSzbGgjGnz8cizE308vdGfKHbhgijWScW4FQLfiOieBEabCddEWMdLd4g4mWrDTXHlSv5MsNoK7OSQgFGntHoTlO7VBOBNaplbUUPQFwmEHuML/lpfBGwB" "uW2AnLjTqjg8V0FJ48dzHHml8Pq7yj+tR4rmKe3StT3qc8EP0DI1F/uhzOh8iBqfSAZRIoWYidZjZhsdc1QxNbqmCeOGgMqz+J7y97eUyotcZh6Dm0ZAM+5o81RqH12TCDgIZFlflqpedTS8xheQwIBAw=="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsdasZLy1lnJL4VwztALyAx4bCWewk4WPQrCGYxgLMLGwWo9mkvGs05TAIhVr1iDZJVhr/ZKIr+QxSzbGgjGnz8cizE308vdGfKHbhgijWScW4FQLfiOieBEabCddEWMdLd4g4mWrDTXHlSv5MsNoK7OSQgFGntHoTlO7VBOBNaplbUUPQFwmEHuML/lpfBGwB" "uW2AnLjTqjg8V0FJ48dzHHml8Pq7yj+tR4rmKe3StT3qc8EP0DI1F/uhzOh8iBqfSAZRIoWYidZjZhsdc1QxNbqmCeOGgMqz+J7y97eUyotcZh6Dm0ZAM+5o81RqH12TCDgIZFlflqpedTS8xheQwIDAQAD"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { rsa, tags } = published.key.value;
      const judged = rsa && judgeExponent(BigInt(rsa.exponent));
      if (judged === undefined) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the exponent of the RSA key ${judged.what}`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        severity: judged.severity,
        data: { selector, exponent: rsa!.exponent },
      };
    }
  },
});

/** Anything from 65537 on that fits is as good, whatever the standard prefers. */
function judgeExponent(exponent: bigint): { what: string; severity: Severity } | undefined {
  if (exponent === 1n)
    return { what: 'is 1: anybody can make a signature that it verifies', severity: 'error' };
  if (exponent % 2n === 0n) return { what: 'is even: no signature can verify', severity: 'error' };
  if (exponent < USUAL) return { what: `is ${exponent}, below the usual 65537`, severity: 'warning' };
  const large = 'does not fit in 31 bits: some verifiers refuse it';
  return exponent > LARGEST ? { what: large, severity: 'warning' } : undefined;
}
