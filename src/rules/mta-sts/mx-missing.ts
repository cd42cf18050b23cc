import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { policyFileFaults } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mx-missing',
  severity: 'error',
  basis: 'standard',
  title: 'The policy names no MX host',
  why: 'Without hosts the policy is not valid: senders deliver as if the domain had no MTA-STS.',
  fix: 'Add a line mx: for each MX host.',
  spec: ['RFC 8461 §3.2'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
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
  check: (facts) => policyFileFaults(facts, ({ code }) => /^(?:missing-mx)$/.test(code)),
});
