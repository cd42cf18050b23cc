import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { type DecidingRecord, decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule, type Severity } from '../rule.ts';

/** Without `ruf` nobody reads the tag (RFC 9989 §4.7), and RFC 7489 §6.3 let 0 stand beside 1. */
function severityOf(code: string, { record }: DecidingRecord): Severity {
  return code === 'fo-exclusive' || record.value.ruf.length === 0 ? 'notice' : 'error';
}

export default defineRule({
  id: 'dmarc/fo-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The fo tag of the DMARC record has no valid value',
  why: 'Receivers ignore the tag: failure reports come for less mail than was asked for, or not at all.',
  fix: 'Write one of 0 and 1, then d and s if wanted, with colons between; the tag means nothing without ruf.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.8'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; fo=all; ruf=mailto:dmarc@example.com; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; fo=1:d:s; ruf=mailto:dmarc@example.com; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(
      facts,
      ({ code }) => code === 'invalid-fo' || code === 'fo-exclusive',
    )) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}: receivers may ignore the tag`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        severity: severityOf(code, deciding),
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
