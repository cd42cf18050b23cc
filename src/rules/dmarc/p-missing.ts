import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { type DecidingRecord, decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

function reports({ record }: DecidingRecord): boolean {
  return record.value.rua.some(({ valid }) => valid);
}

function meant({ record }: DecidingRecord): string {
  const miss = record.value.nearMisses.find((near) => near.meant === 'p');
  return miss ? `, “${miss.name}” is no tag` : '';
}

export default defineRule({
  id: 'dmarc/p-missing',
  severity: 'error',
  basis: 'standard',
  title: 'The DMARC record asks for no policy',
  why: 'Receivers act as if p=none stood there where a report address is named, else they leave DMARC out; older ones may discard the record.',
  fix: 'Add p=none behind v=DMARC1, with a report address, and raise it once the reports show that your own mail passes.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.10.1', 'RFC 7489 §6.6.3'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; policy=reject"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; sp=reject; p=reject; rua=mailto:dmarc@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(facts, ({ code }) => code === 'missing-p')) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}${meant(deciding)}: ${reports(deciding) ? 'receivers act as if it were p=none' : 'receivers apply no DMARC'}`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        severity: reports(deciding) ? 'warning' : 'error',
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
