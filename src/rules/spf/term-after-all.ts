import { hasRecord } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { holdsSecondRecord } from '../../facts/spf/leftovers.ts';
import { listed } from '../../facts/spf/senders.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/term-after-all',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF terms stand behind “all”, where nobody reads them',
  why: '“all” matches every client: the servers that are named behind it do not pass.',
  fix: 'Put “all” at the end of the record.',
  spec: ['RFC 7208 §5.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ~all include:_spf.vendor.example"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "v=spf1 mx ~all exp=explain.example.com"
@ MX 10 mail
mail A 192.0.2.1
explain TXT "%{i} may not send for %{d}"
`,
  // Two records in one text are told as one mistake: spf/syntax.
  applies: ({ spf }) => hasRecord(spf) && !holdsSecondRecord(spf),
  *check({ spf: { root }, domain }) {
    const unread = root.terms.filter(
      ({ term, reached }) => !reached && 'qualifier' in term && term.kind !== 'all',
    );
    const all = root.terms.find(({ term }) => term.kind === 'all');
    if (unread.length === 0 || all === undefined) return;
    const terms = unread.map(({ term }) => term);
    const texts = terms.map(({ text }) => text);
    const changes = withoutThese(root, terms);
    yield {
      message: `${listed(texts)} behind ${quoted(all.term.text)}: never read, so nobody passes by ${texts.length === 1 ? 'it' : 'them'}`,
      subject: { name: domain, type: 'TXT' },
      record: root.record!.text,
      span: { start: terms[0]!.span.start, end: terms.at(-1)!.span.end },
      data: { terms: texts },
      ...(changes && {
        changes,
        safety: 'ask',
        question: `Does anything behind ${listed(texts)} send for the domain? Then put it before ${quoted(all.term.text)} instead.`,
      }),
    };
  },
});
