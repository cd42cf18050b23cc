import { known } from '../../facts/known.ts';
import { spliced } from '../../facts/text-edit.ts';
import type { ReportUri } from '../../records/tls-rpt.ts';
import { inPlace } from '../field-faults.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'tls-rpt/rua-duplicate',
  severity: 'notice',
  basis: 'practice',
  title: 'A TLS report address is named twice',
  why: 'The mailbox may get each report twice.',
  fix: 'Name each address once.',
  spec: ['RFC 8460 §3'],
  needs: ['tls-rpt'],
  fails: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com,mailto:TLS@Example.com"
`,
  passes: `
@ MX 10 mail
mail A 192.0.2.1
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.com,mailto:postmaster@example.com"
`,
  applies: ({ 'tls-rpt': rpt }) => known(rpt.answer).length > 0 && rpt.record !== undefined,
  *check({ 'tls-rpt': { answer, record } }) {
    const { text, value, faults } = record!;
    const first = new Map(value.rua.toReversed().map((uri) => [keyOf(uri), uri]));
    const once = value.rua.filter((uri) => first.get(keyOf(uri)) === uri);
    const again = value.rua.find((uri) => first.get(keyOf(uri)) !== uri);
    const field = value.fields.find(({ name }) => name === 'rua');
    if (again === undefined || field === undefined) return;
    const list = once.map((uri) => uri.text).join(',');
    yield {
      message: `rua names ${again.text.slice(0, 80)} more than once`,
      subject: { name: answer.name, type: 'TXT' },
      record: text,
      span: again.span,
      data: { address: again.text },
      ...(faults.length === 0 &&
        inPlace(answer, text, { text: spliced(text, [{ span: field.valueSpan, text: list }]) })),
    };
  },
});

/** Of a web address only scheme and host have no case (RFC 3986 §6.2.2.1). */
function keyOf({ address, text }: ReportUri): string {
  return address?.toLowerCase() ?? text;
}
