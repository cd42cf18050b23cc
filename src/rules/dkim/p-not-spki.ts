import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFaults } from '../key-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dkim/p-not-spki',
  severity: 'error',
  basis: 'standard',
  title: 'The key in the DKIM record is not a whole public key',
  why: 'Verifiers cannot read the key: what is signed with it counts as not signed.',
  fix: 'Publish the base64 of the public key in DER form, whole and without header lines; use several strings beyond 255 characters.',
  spec: ['RFC 6376 §3.6.1'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCoKiuXEET2uy8BHr9e29ji67iSxTkYh8W1siks2Eip+v3me92mNZr8zBQxnL1UQ8fB4aopMqypiYj6oJDvIva5FcGJFhCaFwjvaMKrYfWHI7KAvW9ZGSxZzRhisVEl6qFfmxv5+FYs2Rls"
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCoKiuXEET2uy8BHr9e29ji67iSxTkYh8W1siks2Eip+v3me92mNZr8zBQxnL1UQ8fB4aopMqypiYj6oJDvIva5FcGJFhCaFwjvaMKrYfWHI7KAvW9ZGSxZzRhisVEl6qFfmxv5+FYs2RlsdpjNWC2v6fysPOso2OA+puEmmBRUbwIDAQAB"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    yield* keyFaults(dkim, 'p-not-spki');
  },
});
