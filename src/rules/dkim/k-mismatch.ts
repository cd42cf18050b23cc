import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
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
    yield* keyFaults(dkim, 'k-mismatch');
  },
});
