import { faultless } from '../../facts/spf/edit.ts';
import { hasNoRecord, ignoredTexts } from '../../facts/spf/ignored.ts';
import { textChange } from '../../facts/text-edit.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/not-selected',
  severity: 'error',
  basis: 'standard',
  title: 'A text that is meant as SPF record is ignored',
  why: 'Receivers read only a text that begins with exactly “v=spf1” and a space; to them the domain has no SPF record.',
  fix: 'Let the record begin with v=spf1, then one space, then the first term.',
  spec: ['RFC 7208 §4.5', 'RFC 7208 §12'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1; mx ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx ~all"
@ TXT "v=spf10-verification=abc"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ spf }) => hasNoRecord(spf),
  *check({ spf, domain }) {
    for (const { text, span, message, meant, code, hint } of ignoredTexts(spf.root)) {
      const changes = meant && faultless(meant) && textChange(spf.root.answer, text, meant);
      yield {
        message: `${message}: the domain has no SPF record`,
        subject: { name: domain, type: 'TXT' },
        key: text,
        record: text,
        span,
        data: { code, hint },
        fix: hint,
        ...(changes && { changes, safety: 'ask', question: 'Does the record name everything that sends?' }),
      };
    }
  },
});
