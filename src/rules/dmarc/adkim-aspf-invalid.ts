import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/adkim-aspf-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'An alignment mode of the DMARC record is neither r nor s',
  why: 'Receivers ignore the tag and align relaxed: where strict was meant, mail of any subdomain passes.',
  fix: 'Write r (relaxed) or s (strict), or drop the tag: relaxed is the default.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; adkim=strict; aspf=x; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; adkim=S; aspf=r; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(facts, ({ code }) =>
      /^invalid-a(?:dkim|spf)$/.test(code),
    )) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}: receivers align relaxed`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
