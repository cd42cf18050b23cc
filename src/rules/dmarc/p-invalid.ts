import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { type DecidingRecord, decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { effectivePolicies } from '../../records/dmarc.ts';
import { defineRule } from '../rule.ts';

/** RFC 9989 §4.10.1 */
function inForce({ record }: DecidingRecord): string {
  return effectivePolicies(record.value) === null
    ? 'receivers apply no DMARC'
    : 'receivers act as if it were p=none';
}

export default defineRule({
  id: 'dmarc/p-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The policy of the DMARC record is none that exists',
  why: 'Without valid policies receivers act as if p=none stood there, or leave DMARC out where no report address is named.',
  fix: 'Write none, quarantine or reject; begin with none where the policy was not in force until now.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.10.1'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=rejected; sp=block; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=Reject; sp=QUARANTINE; np=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(facts, ({ code }) =>
      /^invalid-(?:s?p|np)$/.test(code),
    )) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}: ${inForce(deciding)}`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
