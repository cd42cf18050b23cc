import { faultsFor, keyCorrection, keyPlace } from '../../facts/dkim-faults.ts';
import { mayHaveKeys } from '../../facts/dkim-keys.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/version',
  severity: 'error',
  basis: 'standard',
  title: 'The version of the DKIM key record is not DKIM1, or not its first tag',
  why: 'Verifiers discard the record: what is signed with the key counts as not signed.',
  fix: 'Begin the record with v=DKIM1 in capitals, or leave the version out.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "k=ed25519; v=DKIM1; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const { fault, ...published } of faultsFor(dkim, 'version')) {
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
