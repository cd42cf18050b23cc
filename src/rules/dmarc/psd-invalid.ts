import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/psd-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The psd tag of the DMARC record has no valid value',
  why: 'Receivers ignore the tag: where it was meant to mark the organizational domain, they may settle on another one.',
  fix: 'Drop the tag, or write psd=n at the top domain of an organisation; psd=y is for public suffixes alone.',
  spec: ['RFC 9989 §4.7'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; psd=yes; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; psd=n; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(facts, ({ code }) => code === 'invalid-psd')) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}: receivers ignore the tag`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
