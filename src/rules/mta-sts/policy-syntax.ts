import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { isIgnored } from '../../records/fields.ts';
import { isHarmless } from '../../records/mta-sts/policy.ts';
import { policyFileFaults } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

/** Rules of their own tell of these. */
const TOLD_ELSEWHERE = /^(?:missing|invalid)-(?:version|mode|max-age|mx)$/;

export default defineRule({
  id: 'mta-sts/policy-syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The policy file has a mistake in its grammar',
  why: 'Senders that cannot read the file have no policy: they deliver as if the domain had no MTA-STS.',
  fix: 'Write one key, a colon and its value in each line, and nothing else.',
  spec: ['RFC 8461 §3.2'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version = STSv1
;| mode : enforce
;| mx: mail.example.com
;| max-age: 604800
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| max_age:604800
;| mx:\tmail.example.com
;| mode: enforce
;| version: STSv1
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  check: (facts) =>
    policyFileFaults(
      facts,
      ({ code }) => !TOLD_ELSEWHERE.test(code),
      (fault) => (isIgnored(fault) ? 'notice' : isHarmless(fault) ? 'warning' : 'error'),
    ),
});
