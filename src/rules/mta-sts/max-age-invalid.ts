import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { policyFileFaults } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/max-age-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The policy does not say in whole seconds how long it holds',
  why: 'Senders that cannot read this line have no policy: they deliver as if the domain had no MTA-STS.',
  fix: 'Write max_age: and a number of seconds, such as 604800 for a week; 31557600 is the most.',
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
;| mx: mail.example.com
;| max_age: 99999999
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
  check: (facts) => policyFileFaults(facts, ({ code }) => /^(?:(?:missing|invalid)-max-age)$/.test(code)),
});
