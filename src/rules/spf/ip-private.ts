import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf/descent.ts';
import { withoutThese } from '../../facts/spf/end.ts';
import { localRange, rangesOf } from '../../facts/spf/ranges.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/ip-private',
  severity: 'warning',
  basis: 'practice',
  title: 'SPF names addresses that nobody can send from over the Internet',
  why: 'Only machines inside a receiver’s own network have such an address: it helps no sender, and lets pass what a receiver’s own gateways hand on.',
  fix: 'Name the public addresses that the servers send from.',
  spec: ['RFC 6890'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 mx ip4:192.168.1.10 ip4:10.0.0.0/8 ~all"
@ MX 10 mail
mail A 192.0.2.1
`,
  passes: `
@ TXT "v=spf1 mx ip4:192.0.2.0/24 ip6:2001:db8::/32 -ip4:10.0.0.0/8 include:_spf.vendor.example ~all"
@ MX 10 mail
mail A 192.0.2.1
_spf.vendor.example. TXT "v=spf1 ip4:10.0.0.1 ip4:192.0.2.3 ~all"
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root } }) {
    const found = root.terms.flatMap((facts) => {
      const scope = ownScope(facts);
      return scope === undefined ? [] : [{ facts, scope }];
    });
    const changes = withoutThese(
      root,
      found.map(({ facts }) => facts.term),
    );
    for (const { facts, scope } of found.slice(0, MOST_SHOWN)) {
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(facts.term.text)}: ${scope} addresses reach no receiver from outside`,
        data: { scope },
        ...(changes && {
          changes,
          safety: 'ask',
          question: 'Do servers of your own network check SPF for mail among themselves? Then it may stay.',
        }),
      };
    }
  },
});

function ownScope(facts: Parameters<typeof rangesOf>[0]): string | undefined {
  const { term, reached } = facts;
  if (!reached || (term.kind !== 'ip4' && term.kind !== 'ip6') || term.qualifier !== '+') return undefined;
  return rangesOf(facts).map(localRange)[0];
}
