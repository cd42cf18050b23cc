import { repairedFaults } from '../../facts/dmarc/proposal.ts';
import { decidingRecord, recordPlace } from '../../facts/dmarc/record.ts';
import { faultKey } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'dmarc/uri-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'A report address of the DMARC record cannot be read',
  why: 'Nobody sends reports to it: the owner does not see who sends in the domain’s name, nor what would be refused.',
  fix: 'Write each address as mailto:dmarc@example.com, with commas between; “,” and “!” inside one are %2C and %21.',
  spec: ['RFC 9989 §4.7', 'RFC 9989 §4.8', 'RFC 6068 §2'],
  needs: ['dmarc', 'mx', 'role'],
  fails: `
_dmarc TXT "v=DMARC1; p=reject; rua=dmarc@example.com, mailto:a@example.com b@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com!10m, https://reports.example.com/dmarc;ruf=MAILTO:a%21b@example.com"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ dmarc }) => decidingRecord(dmarc) !== undefined,
  *check(facts) {
    for (const { fault, deciding, repair } of repairedFaults(facts, ({ code }) =>
      /^invalid-ru[af]$|^report-scheme$/.test(code),
    )) {
      const { code, span, hint, replacement } = fault;
      yield {
        message: `${fault.message}: no reports go there`,
        ...recordPlace(deciding, span),
        key: faultKey(deciding.record.text, fault),
        data: { code, hint, replacement },
        ...(hint !== undefined && { fix: hint }),
        ...repair,
      };
    }
  },
});
