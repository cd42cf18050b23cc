import { announcing } from '../../facts/mta-sts/proposal.ts';
import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { inPlace } from '../field-faults.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/not-selected',
  severity: 'error',
  basis: 'standard',
  title: 'A text at _mta-sts that is meant as MTA-STS record is ignored',
  why: 'Senders read only a text that begins with v=STSv1; exactly so: to them the domain has no policy.',
  fix: 'Let the record begin with v=STSv1; in these very letters, with nothing before it.',
  spec: ['RFC 8461 §3.1'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_mta-sts TXT "v=STSv1 id=20261101"
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
_mta-sts TXT "v=STSv1 ;id=20261101 ; x-note=1;"
_mta-sts TXT "v=spf1 -all"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  *check({ 'mta-sts': sts, domain }) {
    if (!isAnnounced(sts)) return;
    for (const { text, miss } of sts.ignored) {
      const { fault, corrected } = miss;
      const alone = sts.ignored.length === 1;
      yield {
        message: `a text that is meant as MTA-STS record is ignored: ${fault.message}`,
        subject: announcement(domain),
        key: text,
        record: text,
        span: fault.span,
        data: { code: fault.code, hint: fault.hint },
        ...(alone &&
          inPlace(sts.answer, text, corrected === undefined ? undefined : announcing(sts, corrected))),
      };
    }
  },
});
