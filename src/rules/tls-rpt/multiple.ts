import { known } from '../../facts/known.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/multiple',
  severity: 'error',
  basis: 'standard',
  title: 'More than one TLS-RPT record',
  why: 'Senders that find two records send no reports at all.',
  fix: 'Join them into one: v=TLSRPTv1; and all addresses in one rua, separated by commas.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:reports@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com,https://reports.example.com/tls"
_smtp._tls TXT "some-verification=abc"
reports A 192.0.2.7
`,
  *check({ 'tls-rpt': { answer, records } }) {
    known(answer);
    if (records.length < 2) return;
    yield {
      message: `${records.length} TLS-RPT records at ${answer.name}: senders use none of them`,
      subject: { name: answer.name, type: 'TXT' },
      measure: records.length,
      data: { records },
    };
  },
});
