import { isAnnounced, toldByHost } from '../../facts/mta-sts/view.ts';
import { breakingFaults } from '../../net/index.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/policy-tls',
  severity: 'error',
  basis: 'standard',
  title: 'The certificate of the policy host is not to be trusted',
  why: 'Senders throw away a policy that comes with a certificate that does not hold: the domain is then unprotected.',
  fix: 'Have a public authority issue a certificate for the very name of the policy host, send the whole chain, and renew it by itself.',
  spec: ['RFC 8461 §3.3', 'RFC 9525 §6.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt expired 200 text/plain
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
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, domain }) {
    const told = toldByHost(sts);
    if (told === undefined) return;
    const faults = told.tls === null ? [] : breakingFaults(told.tls);
    if (told.status === 'answered' && faults.length === 0) return;
    const details =
      faults.length > 0 ? faults.map(({ detail }) => detail) : [(told as { detail: string }).detail];
    yield {
      message: `${sts.policyHost} is not trusted: ${details.join('; ').slice(0, 200)}`,
      subject: announcement(domain),
      data: {
        host: sts.policyHost,
        faults: faults.map(({ fault }) => fault),
        version: told.tls?.version ?? null,
      },
    };
  },
});
