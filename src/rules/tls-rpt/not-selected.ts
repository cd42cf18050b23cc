import { known } from '../../facts/known.ts';
import { inPlace } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/not-selected',
  severity: 'error',
  basis: 'standard',
  title: 'A text at _smtp._tls that is meant as TLS-RPT record is ignored',
  why: 'Senders read only a text that begins with v=TLSRPTv1; exactly so: no reports are sent.',
  fix: 'Let the record begin with v=TLSRPTv1; in these very letters, with nothing before it.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPT1; rua=mailto:tls@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1;rua=mailto:tls@example.com"
_smtp._tls TXT "v=spf1 -all"
`,
  *check({ 'tls-rpt': { answer, ignored } }) {
    known(answer);
    for (const { text, miss } of ignored) {
      const { fault, corrected } = miss;
      yield {
        message: `a text that is meant as TLS-RPT record is ignored: ${fault.message}`,
        subject: { name: answer.name, type: 'TXT' },
        key: text,
        record: text,
        span: fault.span,
        data: { code: fault.code, hint: fault.hint },
        ...(ignored.length === 1 &&
          inPlace(answer, text, corrected === undefined ? undefined : { text: corrected })),
      };
    }
  },
});
