import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
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
    yield* keyFaults(dkim, 'p-missing');
  },
});
