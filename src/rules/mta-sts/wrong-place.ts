import { under } from '../../dns/index.ts';
import { known } from '../../facts/known.ts';
import { announcing } from '../../facts/mta-sts/proposal.ts';
import { isAnnounced } from '../../facts/mta-sts/view.ts';
import { misplacedRecord } from '../../facts/mta-sts.ts';
import { textChange, textData } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'mta-sts/wrong-place',
  severity: 'error',
  basis: 'standard',
  title: 'The MTA-STS record stands at the domain, not at _mta-sts',
  why: 'Senders look for it at _mta-sts only: this record is never read, and the policy protects nobody.',
  fix: 'Publish the record at _mta-sts, and delete it from the domain itself.',
  spec: ['RFC 8461 §3.1'],
  needs: ['mta-sts'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=STSv1; id=20261101"
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
@ TXT "v=STSv1; id=20261101"
_mta-sts TXT "v=STSv1; id=20261101"
mta-sts A 192.0.2.80
;@ https://mta-sts.example.com/.well-known/mta-sts.txt 200 text/plain
;| version: STSv1
;| mode: enforce
;| mx: mail.example.com
;| max_age: 604800
`,
  *check({ 'mta-sts': sts, domain }) {
    if (isAnnounced(sts)) return;
    known(sts.apex);
    const text = misplacedRecord(sts);
    if (text === undefined) return;
    const belongs = under('_mta-sts', domain);
    // With the record in place the policy takes effect: it has to be right before.
    const proposal = announcing(sts, text);
    const isReady =
      sts.answer.chain.length === 0 && proposal !== undefined && proposal.question === undefined;
    yield {
      message: `the MTA-STS record stands at ${domain} itself, senders look at ${belongs}`,
      subject: { name: domain, type: 'TXT' },
      record: text,
      data: { at: domain, belongs },
      ...(isReady && {
        changes: [
          { op: 'add' as const, name: belongs, type: 'TXT' as const, to: textData(text) },
          ...(textChange(sts.apex, text, undefined) ?? []),
        ],
        safety: 'safe' as const,
      }),
    };
  },
});
