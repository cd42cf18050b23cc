import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/k-unknown',
  severity: 'error',
  basis: 'standard',
  title: 'No verifier knows the type of the DKIM key',
  why: 'Verifiers ignore a record of an unknown type: what is signed with the key counts as not signed.',
  fix: 'Write k=rsa or k=ed25519, as the key is; without the tag it is rsa.',
  spec: ['RFC 6376 §3.6.1', 'RFC 8463 §3'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ED25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=ed25519; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    yield* keyFaults(dkim, 'k-unknown');
  },
});
