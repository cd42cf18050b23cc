import { isAnnounced, toldByHost } from '../../facts/mta-sts/view.ts';
import { policyUrl } from '../../facts/mta-sts.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/redirect',
  severity: 'error',
  basis: 'standard',
  title: 'The policy host redirects to another address',
  why: 'Senders must not follow a redirect for the policy: they deliver as if the domain had no MTA-STS.',
  fix: 'Serve the policy itself at this very address, and leave it out of redirects to “www” or to another host.',
  spec: ['RFC 8461 §3.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 301 https://www.example.com/.well-known/mta-sts.txt
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
    if (told?.status !== 'answered' || told.code < 300 || told.code >= 400) return;
    const where = told.location === null ? '' : ` to ${told.location.slice(0, 120)}`;
    yield {
      message: `${policyUrl(sts.policyHost)} redirects${where}`,
      subject: announcement(domain),
      data: { url: policyUrl(sts.policyHost), status: told.code, location: told.location },
    };
  },
});
