import { known } from '../../facts/known.ts';
import { repairedReports } from '../../facts/tls-rpt/proposal.ts';
import { fieldFaults } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/syntax',
  severity: 'error',
  basis: 'standard',
  title: 'The TLS-RPT record has a mistake in its grammar',
  why: 'Senders that cannot read the record send no reports.',
  fix: 'Write v=TLSRPTv1; rua=mailto: and a mailbox, no blanks around the “=”.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua:mailto:tls@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1;rua=mailto:tls%21a@example.com , https://reports.example.com/v1/tls?of=example.com ;"
reports A 192.0.2.7
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.record !== undefined,
  check: ({ 'tls-rpt': rpt }) =>
    fieldFaults(
      rpt.answer,
      rpt.record!,
      ({ code }) => !/^(?:missing|invalid)-rua$/.test(code),
      repairedReports(rpt),
    ),
});
