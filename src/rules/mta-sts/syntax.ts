import { repairedRecord } from '../../facts/mta-sts/proposal.ts';
import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { fieldFaults } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The MTA-STS record has a mistake',
  why: 'Senders that cannot read the record take the domain for one without MTA-STS.',
  fix: 'Write v=STSv1; id= and up to 32 letters and digits, no hyphens and no blanks around the “=”.',
  spec: ['RFC 8461 §3.1'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1; id=2026-11-01"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
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
  applies: ({ 'mta-sts': sts }) => isAnnounced(sts) && sts.record !== undefined,
  *check({ 'mta-sts': sts }) {
    yield* fieldFaults(sts.answer, sts.record!, () => true, repairedRecord(sts));
  },
});
