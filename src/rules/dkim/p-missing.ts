import { faultsFor, keyCorrection, keyPlace } from '../../facts/dkim-faults.ts';
import { mayHaveKeys } from '../../facts/dkim-keys.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/p-missing',
  severity: 'error',
  basis: 'standard',
  title: 'The DKIM key record holds no key',
  why: 'Without p= there is nothing to verify with: what is signed with this selector counts as not signed.',
  fix: 'Add p= with the public key; p= with nothing behind it says that the key is revoked.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa"
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const { fault, ...published } of faultsFor(dkim, 'p-missing')) {
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
