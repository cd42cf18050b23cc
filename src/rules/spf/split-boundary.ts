import { recordsOf } from '../../facts/known.ts';
import { tornTerms } from '../../facts/spf/boundary.ts';
import { hasRecord } from '../../facts/spf/descent.ts';
import { correctedText, overlap } from '../../facts/spf/edit.ts';
import { textChange } from '../../facts/text-edit.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/split-boundary',
  severity: 'error',
  basis: 'standard',
  title: 'A space is missing where two strings of the SPF record join',
  why: 'Receivers join the strings of a TXT record without a space, so two terms become one that nobody can read.',
  fix: 'End the first string with a space, or begin the next one with it.',
  spec: ['RFC 7208 §3.3'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.1" "ip4:192.0.2.2 -all"
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.1 " "ip4:192.0.2.2 include:_spf.vend" "or.example -all"
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  applies: ({ spf }) =>
    hasRecord(spf) && recordsOf(spf.root.answer).some(({ strings }) => strings.length > 1),
  *check({ spf: { root } }) {
    const corrected = correctedText(root);
    for (const { span, text } of tornTerms(root)) {
      const changes = corrected && textChange(root.answer, root.record!.text, corrected);
      const written = root.record!.text.slice(span.start, span.end);
      const faulty = root.record!.faults.some((fault) => overlap(fault.span, span));
      const effect = faulty ? 'permerror for all mail' : 'a name that nobody has';
      yield {
        message: `the strings join to ${quoted(written)}, where ${quoted(text)} is meant: ${effect}`,
        subject: { name: root.domain, type: 'TXT' },
        key: written,
        record: root.record!.text,
        span,
        data: { written, meant: text },
        ...(changes && { changes, safety: 'safe' }),
      };
    }
  },
});
