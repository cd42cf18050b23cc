import { isAnnounced, toldByHost } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/content-type',
  severity: 'warning',
  basis: 'standard',
  title: 'The policy is not served as text/plain',
  why: 'Senders should check the type, so that no page of a stranger passes for a policy; those that do ignore this one.',
  fix: 'Have the web server send Content-Type: text/plain for the file.',
  spec: ['RFC 8461 §3.2'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/html
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 Text/Plain;charset=utf-8
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, domain }) {
    const told = toldByHost(sts);
    if (told?.status !== 'answered' || told.code !== 200) return;
    // Parameters are ignored (§3.2).
    const type = told.contentType?.split(';')[0]?.trim().toLowerCase();
    if (type === 'text/plain') return;
    yield {
      message: type
        ? `the policy is served as ${type.slice(0, 80)}`
        : 'the policy is served without a Content-Type',
      subject: announcement(domain),
      data: { contentType: told.contentType },
    };
  },
});
