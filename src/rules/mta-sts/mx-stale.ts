import { known } from '../../facts/known.ts';
import { isAnnounced, policyOf } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/mx-stale',
  severity: 'notice',
  basis: 'practice',
  title: 'The MTA-STS policy names hosts that are no MX of the domain',
  why: 'A host that is named may receive the domain’s mail; one that is no longer in use need not be allowed.',
  fix: 'Drop the line, unless you are about to use the host: then it has to stand there first.',
  spec: ['RFC 8461 §4.1'],
  needs: ['mta-sts', 'mx'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| mx: old.vendor.example
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
;| mx: *.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, mx, domain }) {
    if (policyOf(sts) === undefined) return;
    known(mx.answer);
    const unmatched = sts.coverage?.unmatched ?? [];
    if (unmatched.length === 0) return;
    const more = unmatched.length > 3 ? ` and ${unmatched.length - 3} more` : '';
    yield {
      message: `no MX host matches ${unmatched.slice(0, 3).join(', ').slice(0, 200)}${more}`,
      subject: announcement(domain),
      measure: unmatched.length,
      data: { patterns: unmatched.slice(0, 50) },
    };
  },
});
