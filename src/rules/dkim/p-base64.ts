import { faultsFor, keyCorrection, keyPlace } from '../../facts/dkim-faults.ts';
import { mayHaveKeys } from '../../facts/dkim-keys.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/p-base64',
  severity: 'error',
  basis: 'standard',
  title: 'The key in the DKIM record is not plain base64',
  why: 'Verifiers cannot decode the key: what is signed with it counts as not signed.',
  fix: 'Copy the key again, without quotes, backslashes and dashes.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQ\\"Q4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQ Q4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const { fault, ...published } of faultsFor(dkim, 'p-base64')) {
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
