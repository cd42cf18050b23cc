import { faultsFor, keyCorrection, keyPlace } from '../../facts/dkim-faults.ts';
import { mayHaveKeys } from '../../facts/dkim-keys.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/k-mismatch',
  severity: 'error',
  basis: 'standard',
  title: 'The DKIM key is of another type than its record says',
  why: 'Verifiers read the key by the wrong rules and fail: what is signed with it counts as not signed.',
  fix: 'Let k name the type of the key; an Ed25519 key is its 32 octets in base64, 44 characters.',
  spec: ['RFC 6376 §3.6.1', 'RFC 8463 §4'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEAI13w9EkKMb5ldW/31LuTGU1uTo6KaaQ7B0vAz/BewSo="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const { fault, ...published } of faultsFor(dkim, 'k-mismatch')) {
      const { code, span, hint, replacement } = fault;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: ${fault.message}`,
        ...keyPlace(published, span),
        key: faultKey(published.key.text, fault),
        data: { selector, code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...keyCorrection(published),
      };
    }
  },
});
