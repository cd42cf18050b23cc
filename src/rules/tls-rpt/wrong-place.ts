import { known } from '../../facts/known.ts';
import { textChange, textData } from '../../facts/text-edit.ts';
import { misplacedRecord } from '../../facts/tls-rpt.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/wrong-place',
  severity: 'error',
  basis: 'standard',
  title: 'The TLS-RPT record stands at a name where no sender looks',
  why: 'Senders look for it at _smtp._tls only: no reports are sent.',
  fix: 'Publish the record at _smtp._tls below the domain, and delete it where it stands.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
@ TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com"
`,
  *check({ 'tls-rpt': rpt }) {
    const { answer, records, ignored, elsewhere } = rpt;
    known(answer);
    if (records.length + ignored.length > 0) return;
    elsewhere.forEach(known);
    const found = misplacedRecord(rpt);
    if (found === undefined) return;
    const { at, text } = found;
    const there = elsewhere.find(({ name }) => name === at)!;
    yield {
      message: `the TLS-RPT record stands at ${at}, senders look at ${answer.name}`,
      subject: { name: at, type: 'TXT' },
      record: text,
      data: { at, belongs: answer.name },
      ...(answer.chain.length === 0 && {
        changes: [
          { op: 'add' as const, name: answer.name, type: 'TXT' as const, to: textData(text) },
          ...(textChange(there, text, undefined) ?? []),
        ],
        safety: 'safe' as const,
      }),
    };
  },
});
