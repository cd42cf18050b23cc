import { isAnnounced, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

/** Senders look again about once a day (RFC 8461 §3.3): what holds no longer leaves gaps. */
const DAY = 86_400;

export default defineRule({
  id: 'mta-sts/max-age-short',
  severity: 'warning',
  basis: 'standard',
  title: 'The MTA-STS policy is forgotten within a day',
  why: 'Whoever keeps a sender from fetching the policy for so long has switched it off; it protects by being remembered.',
  fix: 'Write max_age: 604800 (a week) or more; weeks are usual.',
  spec: ['RFC 8461 §3.2', 'RFC 8461 §10.2'],
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
;| max_age: 3600
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
;| max_age: 86400
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, domain }) {
    const policy = policyOf(sts)?.value;
    // To take a policy back a short time is right (§8.3).
    if (policy?.maxAge === undefined || policy.maxAge >= DAY || policy.mode === 'none') return;
    yield {
      message: `the policy holds for ${policy.maxAge} seconds, less than a day`,
      subject: announcement(domain),
      data: { maxAge: policy.maxAge },
    };
  },
});
