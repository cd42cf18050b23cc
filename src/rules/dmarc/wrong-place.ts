import { under } from '../../dns/index.ts';
import { asking, cautiously } from '../../facts/dmarc/proposal.ts';
import { ignoredTexts, recordsAtApex } from '../../facts/dmarc/record.ts';
import { shownName } from '../../facts/hosts.ts';
import { known } from '../../facts/known.ts';
import { textChange, textData } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/wrong-place',
  severity: 'error',
  basis: 'standard',
  title: 'The DMARC record stands at the domain, not at _dmarc',
  why: 'Receivers look for it below _dmarc only: this record is never read, and nothing is asked of them.',
  fix: 'Publish the record at _dmarc, beginning with p=none, and delete it from the domain itself.',
  spec: ['RFC 9989 §4.5'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
@ TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ TXT "v=spf1 mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ TXT "v=spf1 mx ~all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => dmarc.walk[0]!.records.length === 0,
  *check(facts) {
    const { dmarc, domain } = facts;
    const { answer } = dmarc.walk[0]!;
    known(answer);
    known(dmarc.apex);
    const [text] = recordsAtApex(dmarc);
    if (text === undefined) return;
    const belongs = under('_dmarc', domain);
    // An alias, or a text to be corrected, stands in the way of one more record.
    const free = answer.chain.length === 0 && ignoredTexts(dmarc).length === 0;
    const proposal = free ? cautiously(text, facts) : undefined;
    const gone = textChange(dmarc.apex, text, undefined);
    yield {
      message: `the DMARC record stands at ${shownName(domain)} itself, receivers look at ${shownName(belongs)}`,
      subject: { name: domain, type: 'TXT' },
      record: text,
      data: { at: domain, belongs },
      ...(proposal && {
        changes: [
          { op: 'add' as const, name: belongs, type: 'TXT' as const, to: textData(proposal.text) },
          ...(gone ?? []),
        ],
        ...asking(proposal),
      }),
    };
  },
});
