import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { policyFileFaults } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mx-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The policy names an MX host in a way that senders cannot read',
  why: 'The line counts for nothing, or the whole policy with it: mail for that host may be held back.',
  fix: 'Write the name as the MX record has it, without a dot at the end; a “*” may stand for the whole first label only.',
  spec: ['RFC 8461 §3.2', 'RFC 8461 §4.1'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com.
;| max_age: 604800
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  check: (facts) => policyFileFaults(facts, ({ code }) => /^(?:invalid-mx)$/.test(code)),
});
