import { hasRecord } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { holdsSecondRecord } from '../../facts/spf/leftovers.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/all-multiple',
  severity: 'notice',
  basis: 'standard',
  title: 'The SPF record has several “all”',
  why: 'The first “all” matches every client, so no receiver reads another one; two that differ mislead who reads the record.',
  fix: 'Keep one “all”, at the end.',
  spec: ['RFC 7208 §5.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ~all -all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx -all"
@ MX 10 mail
mail A 192.0.2.1
`,
  // Two records in one text are told as one mistake: spf/syntax.
  applies: ({ spf }) => hasRecord(spf) && !holdsSecondRecord(spf),
  *check({ spf: { root }, domain }) {
    const { text, value } = root.record!;
    const [first, second, ...more] = value.terms.filter(({ kind }) => kind === 'all');
    if (first === undefined || second === undefined) return;
    const changes = withoutThese(root, [second, ...more]);
    yield {
      message: `${quoted(first.text)} decides, ${quoted(second.text)} behind it is never read`,
      subject: { name: domain, type: 'TXT' },
      record: text,
      span: second.span,
      ...(changes && { changes, safety: 'safe' }),
    };
  },
});
