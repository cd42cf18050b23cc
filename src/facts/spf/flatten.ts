import { type SpfNode, type SpfTermFacts, termsOf } from '../spf.ts';
import { authorisedBy, MOST_NETWORKS } from './authorised.ts';

/** The `ip4` and `ip6` terms that a term stands for now, or why that cannot be told. */
export function flattened(root: SpfNode, facts: SpfTermFacts): { text: string } | { problem: string } {
  const alone: SpfNode = { ...root, terms: [{ ...facts, term: { ...facts.term, qualifier: '+' } as never }] };
  const { ipv4, ipv6, blockedBy } = authorisedBy(alone);
  const [failed] = blockedBy;
  if (failed) return { problem: `${failed.name} ${failed.type} was not read` };
  const untold = [...termsOf(alone)].find((below) => isUntold(below.facts));
  if (untold)
    return { problem: `“${untold.facts.term.text}” stands for addresses that the DNS does not list` };
  const networks = [...ipv4.networks, ...ipv6.networks];
  if (networks.length === 0) return { problem: 'it stands for no address' };
  if (networks.length >= MOST_NETWORKS) return { problem: 'it stands for too many networks' };
  const sign = 'explicit' in facts.term && facts.term.explicit ? facts.term.qualifier : '';
  return { text: networks.map((network) => sign + asTerm(network)).join(' ') };
}

function asTerm(network: string): string {
  return network.includes(':')
    ? `ip6:${network.replace(/\/128$/, '')}`
    : `ip4:${network.replace(/\/32$/, '')}`;
}

/** Whatever its qualifier: one that refuses takes addresses away. */
function isUntold({ term, cut }: SpfTermFacts): boolean {
  return term.kind === 'ptr' || cut === 'macro' || cut === 'budget';
}
