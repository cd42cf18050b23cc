import { isWithin, labelsOf, type Name, nameKey, nameOf } from '../dns/index.ts';
import { ownerOf } from '../facts/provider.ts';
import { PROVIDERS } from '../facts/providers.ts';
import { nodesOf, type SpfFacts, type SpfNode } from '../facts/spf.ts';

/** The service behind a name: by the table of providers, or by the name's last two labels. */
export function serviceAt(name: Name, trait: 'mx' | 'spf'): string {
  return ownerOf(name, trait, PROVIDERS)?.name ?? nameKey(nameOf(labelsOf(name).slice(-2)));
}

/** Services that the domain's own SPF record leads to, and the record of each. */
export function servicesOf({ root }: SpfFacts): Map<string, SpfNode> {
  const own = [...nodesOf(root)].filter(({ domain }) => isWithin(domain, root.domain));
  const led = own.flatMap(({ terms }) =>
    terms.flatMap(({ node, reached }) =>
      node && reached && !isWithin(node.domain, root.domain) ? [node] : [],
    ),
  );
  return new Map(led.map((node) => [serviceAt(node.domain, 'spf'), node]));
}
