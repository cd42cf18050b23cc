import { isAnnounced, toldByHost } from '../../facts/mta-sts/view.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/size',
  severity: 'error',
  basis: 'standard',
  title: 'The policy file is larger than senders read',
  why: 'Senders stop reading at 64 kilobytes and then have no policy: they deliver as if the domain had no MTA-STS.',
  fix: 'Serve the policy alone: four keys, and a line for each MX host or one with a wildcard.',
  spec: ['RFC 8461 §3.3'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain 70000
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain 60000
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts),
  *check({ 'mta-sts': sts, domain }) {
    const told = toldByHost(sts);
    if (told?.status !== 'answered' || told.code !== 200 || !told.cut) return;
    yield {
      message: 'the policy file has more than 65536 octets',
      subject: announcement(domain),
      data: { most: 65_536 },
    };
  },
});
