import { faultsFor } from '../../facts/dkim/faults.ts';
import { mayHaveKeys } from '../../facts/dkim/keys.ts';
import { keyFault } from '../key-faults.ts';
import { defineRule, type Severity } from '../rule.ts';

/** Verifiers tolerate these; RFC 6376 §2.10 makes even the padding of base64 optional. */
const SEVERITIES: Record<string, Severity> = { 'empty-tag': 'warning', 'base64-padding': 'notice' };

export default defineRule({
  id: 'dkim/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The DKIM key record has a mistake in its grammar',
  why: 'Verifiers ignore a record that does not follow the grammar: what is signed with the key counts as not signed.',
  fix: 'Correct the record where it is marked: name=value pairs, separated by semicolons, each name once.',
  spec: ['RFC 6376 §3.2', 'RFC 6376 §6.1.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=ed25519; k=rsa; p=kG/jnHrjtWEu/m6jIpBWLQQ4EMRamMcVKEXa+irYm2g="
`,
  passes: `
google._domainkey TXT "v = DKIM1;  k=ed25519 ; n=one=two; x=1; p=kG/jnHrjtWEu/m6jIpBW LQQ4EMRamMcVKEXa+irYm2g= ;"
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const found of faultsFor(dkim, 'syntax')) {
      yield { ...keyFault(found), severity: SEVERITIES[found.fault.code] ?? 'error' };
    }
  },
});
