import { isAnnounced, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mode-none',
  severity: 'notice',
  basis: 'practice',
  title: 'The MTA-STS policy is switched off',
  why: 'mode: none is how MTA-STS is taken back: senders forget the older policy, and protect nothing.',
  fix: 'Once the older policy’s max_age is over, delete the record and the file; or write mode: testing to begin anew.',
  spec: ['RFC 8461 §8.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: none
;| max_age: 86400
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
  *check({ 'mta-sts': sts, domain }) {
    if (policyOf(sts)?.value.mode !== 'none') return;
    yield { message: 'the policy says mode: none, so it protects nothing', subject: announcement(domain) };
  },
});
