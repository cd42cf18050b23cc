import { covered } from '../../facts/mta-sts/coverage.ts';
import { isAnnounced, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mode-testing',
  severity: 'notice',
  basis: 'practice',
  title: 'The MTA-STS policy is in testing',
  why: 'In testing senders report what fails and deliver all the same: nobody on the way is kept out yet.',
  fix: 'Once the TLS reports of some weeks show no failures of your own, write mode: enforce and give the record a new id.',
  spec: ['RFC 8461 §5'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: testing
;| mx: mail.example.com
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
  *check({ 'mta-sts': sts, domain }) {
    if (policyOf(sts)?.value.mode !== 'testing') return;
    const isReady = sts.coverage !== undefined && covered(sts.coverage) === 'all';
    yield {
      message: `the policy is in testing${isReady ? ', and covers every MX host' : ''}`,
      subject: announcement(domain),
    };
  },
});
