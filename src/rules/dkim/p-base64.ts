import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
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
    yield* keyFaults(dkim, 'p-base64');
  },
});
