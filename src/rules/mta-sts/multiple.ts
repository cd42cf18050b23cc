import { known } from '../../facts/known.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one MTA-STS record',
  why: 'Senders that find two records take the domain for one without MTA-STS: the policy protects nobody.',
  fix: 'Keep one record, the one whose id belongs to the policy that is served today.',
  spec: ['RFC 8461 §3.1'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=1"
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
_mta-sts TXT "some-verification=abc"
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: testing
;| mx: mail.example.com
;| max_age: 604800
`,
  *check({ 'mta-sts': { answer, records }, domain }) {
    known(answer);
    if (records.length < 2) return;
    yield {
      message: `${records.length} MTA-STS records at ${announcement(domain).name}: senders use none of them`,
      subject: announcement(domain),
      measure: records.length,
      data: { records },
    };
  },
});
