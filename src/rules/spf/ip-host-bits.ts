import { formatAddress } from '../../dns/index.ts';
import { hasRecord, MOST_SHOWN, placeOf, shortText } from '../../facts/spf/descent.ts';
import { withEdits } from '../../facts/spf/end.ts';
import { networkOf, rangesOf } from '../../facts/spf/ranges.ts';
import type { NetworkTerm, SpfTerm } from '../../records/spf/types.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'spf/ip-host-bits',
  severity: 'notice',
  basis: 'standard',
  title: 'An SPF network is written with the address of a host',
  why: 'Receivers look only at the bits of the prefix: the whole network passes, where perhaps one host was meant.',
  fix: 'Write the network’s first address, or drop the prefix length where one host is meant.',
  spec: ['RFC 7208 §5.6'],
  needs: ['spf'],
  fails: `
@ TXT "v=spf1 ip4:192.0.2.77/24 ip6:2001:db8::25/64 -all"
`,
  passes: `
@ TXT "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.77 ip4:192.0.2.77/32 ip6:2001:DB8:0::/64 a/24 -all"
@ A 192.0.2.1
`,
  applies: ({ spf }) => hasRecord(spf),
  *check({ spf: { root } }) {
    const found = root.terms.flatMap((facts) => {
      const network = facts.reached ? networkMeant(facts) : undefined;
      return network === undefined ? [] : [{ facts, network }];
    });
    const changes = withEdits(
      root,
      found.map(({ facts, network }) => ({ span: facts.term.span, text: network })),
    );
    for (const { facts, network } of found.slice(0, MOST_SHOWN)) {
      yield {
        ...placeOf({ node: root, facts }),
        message: `${shortText(facts.term.text)} stands for all of ${shortText(network)}`,
        data: { network },
        ...(changes && { changes, safety: 'safe' }),
      };
    }
  },
});

function isNetwork(term: SpfTerm): term is NetworkTerm {
  return term.kind === 'ip4' || term.kind === 'ip6';
}

/** The term with its host bits gone, where it has any. */
function networkMeant(facts: Parameters<typeof rangesOf>[0]): string | undefined {
  const { term } = facts;
  const [range] = rangesOf(facts);
  if (!isNetwork(term) || range === undefined) return undefined;
  const network = networkOf(range);
  if (formatAddress(network) === formatAddress(range.octets)) return undefined;
  return `${term.explicit ? term.qualifier : ''}${term.kind}:${formatAddress(network)}/${term.prefix}`;
}
