import { known } from '../../facts/known.ts';
import { deadAlias, isAnnounced } from '../../facts/mta-sts/view.ts';
import { misplacedRecord } from '../../facts/mta-sts.ts';
import { announcement } from '../policy-file.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/missing',
  severity: 'notice',
  basis: 'practice',
  title: 'The domain takes mail and has no MTA-STS policy',
  why: 'Without it, or DANE, whoever sits on the way can switch encryption off or pose as the mail server, unseen.',
  fix: 'Serve a policy with mode: testing from the host “mta-sts” below the domain, then publish the record; see the reports before enforce.',
  spec: ['RFC 8461 §3'],
  needs: ['mta-sts', 'mx'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
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
  *check({ 'mta-sts': sts, mx, domain }) {
    if (isAnnounced(sts) || deadAlias(sts) !== undefined) return;
    known(mx.answer);
    known(sts.apex);
    // mta-sts/wrong-place
    if (mx.state !== 'mx' || misplacedRecord(sts) !== undefined) return;
    const alias = sts.answer.chain.at(-1)?.to;
    yield {
      message: `no MTA-STS record at ${announcement(domain).name}`,
      subject: announcement(domain),
      data: { alias: alias ?? null },
    };
  },
});
