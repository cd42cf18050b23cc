import { isAnnounced, toldByHost } from '../../facts/mta-sts/view.ts';
import { policyUrl } from '../../facts/mta-sts.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/http-status',
  severity: 'error',
  basis: 'standard',
  title: 'The policy host does not serve the policy',
  why: 'Only an answer with status 200 is a policy: senders deliver as if the domain had no MTA-STS.',
  fix: 'Serve the policy at /.well-known/mta-sts.txt of the host “mta-sts”, to everybody and without a login.',
  spec: ['RFC 8461 §3.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 404 text/html
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
    const told = toldByHost(sts);
    if (told?.status !== 'answered' || told.code === 200 || isRedirect(told.code)) return;
    yield {
      message: `${policyUrl(sts.policyHost)} answers with status ${told.code} in place of the policy`,
      subject: announcement(domain),
      data: { url: policyUrl(sts.policyHost), status: told.code },
    };
  },
});

/** mta-sts/redirect */
function isRedirect(code: number): boolean {
  return code >= 300 && code < 400;
}
