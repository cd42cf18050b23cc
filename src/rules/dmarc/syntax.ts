import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule, type Severity } from '../rule.ts';

/** Faults that a rule of their own tells of. */
const TOLD_ELSEWHERE =
  /^(?:missing-p|fo-exclusive|report-scheme|invalid-(?:s?p|np|adkim|aspf|fo|psd|ru[af]))$/;

/** No receiver minds an empty tag; those of RFC 9989 ignore `pct`, older ones take its default. */
const SEVERITIES: Record<string, Severity> = { 'empty-tag': 'notice', 'invalid-pct': 'warning' };

export default defineRule({
  id: 'dmarc/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The DMARC record has a mistake in its grammar',
  why: 'Receivers discard what they cannot read: the tag at fault counts for nothing, and policy or reports may go with it.',
  fix: 'Correct the record where it is marked: name=value pairs, separated by semicolons, each name once.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.8'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=quarantine sp=reject; adkim:r; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1;p=quarantine ;sp = Reject; rua=mailto:dmarc@example.com, mailto:d@example.com; x=1; pct=100;"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(
      facts,
      ({ code }) => !TOLD_ELSEWHERE.test(code),
    )) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: fault.message,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        severity: SEVERITIES[code] ?? 'error',
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
