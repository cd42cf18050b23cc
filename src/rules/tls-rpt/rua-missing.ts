import { known } from '../../facts/known.ts';
import { repairedReports } from '../../facts/tls-rpt/proposal.ts';
import { fieldFaults } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/rua-missing',
  severity: 'error',
  basis: 'standard',
  title: 'The TLS-RPT record does not say where reports go',
  why: 'Without an address no sender reports anything.',
  fix: 'Add rua=mailto: and a mailbox.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1;"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1;rua=mailto:tls%21a@example.com , https://reports.example.com/v1/tls?of=example.com ;"
reports A 192.0.2.7
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.record !== undefined,
  check: ({ 'tls-rpt': rpt }) =>
    fieldFaults(rpt.answer, rpt.record!, ({ code }) => code === 'missing-rua', repairedReports(rpt)),
});
