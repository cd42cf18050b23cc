import { under } from '../../dns/index.ts';
import { asking, cautiously } from '../../facts/dmarc/proposal.ts';
import { ignoredTexts } from '../../facts/dmarc/record.ts';
import { known } from '../../facts/known.ts';
import { textChange } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/not-selected',
  severity: 'error',
  basis: 'standard',
  title: 'A text at _dmarc that is meant as DMARC record is ignored',
  why: 'Receivers read only a text whose first tag is exactly v=DMARC1; to them the domain has no DMARC record.',
  fix: 'Let the record begin with v=DMARC1 in capitals and a semicolon, with nothing before it.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=dmarc1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "V = DMARC1 ; p=reject; rua=mailto:dmarc@example.com"
_dmarc TXT "v=spf1 -all"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => dmarc.walk[0]!.records.length === 0,
  *check(facts) {
    const { dmarc, domain } = facts;
    const { answer } = dmarc.walk[0]!;
    known(answer);
    for (const { text, miss } of ignoredTexts(dmarc)) {
      const { fault, corrected } = miss;
      const proposal = corrected === undefined ? undefined : cautiously(corrected, facts);
      const changes = proposal && textChange(answer, text, proposal.text);
      yield {
        message: `a text that is meant as DMARC record is ignored: ${fault.message}`,
        subject: { name: under('_dmarc', domain), type: 'TXT' },
        key: text,
        record: text,
        span: fault.span,
        data: { code: fault.code, hint: fault.hint },
        ...(changes && { changes, ...asking(proposal) }),
      };
    }
  },
});
