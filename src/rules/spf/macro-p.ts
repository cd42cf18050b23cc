import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf/descent.ts';
import { usesLetter } from '../../facts/spf/macros.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/macro-p',
  severity: 'warning',
  basis: 'standard',
  title: 'SPF uses the macro %{p}',
  why: 'It asks each client’s own reverse DNS, which is slow and fails often; the standard says not to publish it.',
  fix: 'Name the servers by ip4, ip6, a or mx, or let the name depend on %{i}.',
  spec: ['RFC 7208 §7.3'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx exists:%{p}._spf.example.com ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx exists:%{i}._spf.example.com ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root } }) {
    const found = root.terms.filter(
      ({ term, reached }) =>
        reached && 'domain' in term && term.domain !== undefined && usesLetter(term.domain, 'p'),
    );
    for (const facts of found.slice(0, MOST_SHOWN)) {
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(facts.term.text)} rests on the reverse DNS of whoever connects`,
      };
    }
  },
});
