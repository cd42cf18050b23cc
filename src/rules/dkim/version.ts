import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
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
    yield* keyFaults(dkim, 'version');
  },
});
