import { hasRecord, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { quoted } from '../../records/octets.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/redirect-with-all',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF has a redirect beside “all”, so that it is ignored',
  why: 'With “all” anywhere in the record no receiver follows the redirect: the servers listed there do not pass.',
  fix: 'Drop “all” if the record behind redirect is meant to count, else drop the redirect.',
  spec: ['RFC 7208 §6.1'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx redirect=_spf.example.net ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.example.net. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  passes: `
@ TXT "v=spf1 mx redirect=_spf.example.net"
@ MX 10 mail
mail A 192.0.2.1
_spf.example.net. TXT "v=spf1 ip4:192.0.2.3 -all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root }, domain }) {
    const redirect = root.terms.find(({ term, reached }) => !reached && term.kind === 'redirect')?.term;
    const all = root.terms.find(({ term }) => term.kind === 'all')?.term;
    if (redirect === undefined || all === undefined) return;
    const changes = withoutThese(root, [redirect]);
    yield {
      message: `${shortText(redirect.text)} is ignored beside ${quoted(all.text)}`,
      subject: { name: domain, type: 'TXT' },
      record: root.record!.text,
      span: redirect.span,
      ...(changes && {
        changes,
        safety: 'ask',
        question: `Is the record behind ${shortText(redirect.text)} meant to count? Then drop ${quoted(all.text)} instead.`,
      }),
    };
  },
});
