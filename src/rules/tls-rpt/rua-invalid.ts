import { known } from '../../facts/known.ts';
import { repairedReports } from '../../facts/tls-rpt/proposal.ts';
import { fieldFaults } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/rua-invalid',
  severity: 'error',
  basis: 'standard',
  title: 'The TLS-RPT record names something that is no report address',
  why: 'Senders report to mailto: and https: addresses only, and may pass over the whole record.',
  fix: 'Write rua=mailto: and a mailbox, or https:// and a host; several with commas between.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=tls@example.com,http://reports.example.com/tls"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1;rua=mailto:tls%21a@example.com , https://reports.example.com/v1/tls?of=example.com ;"
reports A 192.0.2.7
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.record !== undefined,
  check: ({ 'tls-rpt': rpt }) =>
    fieldFaults(rpt.answer, rpt.record!, ({ code }) => code === 'invalid-rua', repairedReports(rpt)),
});
