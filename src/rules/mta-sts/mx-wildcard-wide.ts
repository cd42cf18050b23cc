import { isAnnounced, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mx-wildcard-wide',
  severity: 'warning',
  basis: 'practice',
  title: 'The MTA-STS policy allows hosts that anybody can have',
  why: 'Whoever registers a name there and has a certificate for it may stand in for the mail server: the policy keeps nobody out.',
  fix: 'Name the MX hosts, or let the “*” stand below a domain of your own or of your provider.',
  spec: ['RFC 8461 §4.1'],
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
;| mx: *.com
;| max_age: 604800
`,
  passes: `
@ MX 10 mail
@ MX 20 example-com.mail.protection.outlook.com.
example-com.mail.protection.outlook.com. A 192.0.2.9
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: *.example.com
;| mx: *.mail.protection.outlook.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, domain }) {
    if (policyOf(sts) === undefined) return;
    for (const pattern of sts.publicPatterns ?? []) {
      yield {
        message: `the pattern ${pattern} allows hosts of everybody who registers a name there`,
        subject: announcement(domain),
        key: pattern.toLowerCase(),
        data: { pattern },
      };
    }
  },
});
