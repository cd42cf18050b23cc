import type { MxHost } from '../mx.ts';
import { ownerOf, type Provider } from '../provider.ts';
import { PROVIDERS } from '../providers.ts';

/** Who runs some hosts of an MX set, as their names say. */
export interface Operator {
  provider: Provider;
  hosts: [MxHost, ...MxHost[]];
}

/** The operators of an MX set, the preferred first; hosts of nobody known are left out. */
export function operatorsOf(hosts: readonly MxHost[]): Operator[] {
  const found = new Map<Provider, Operator>();
  for (const host of hosts) {
    const provider = ownerOf(host.name, 'mx', PROVIDERS);
    const operator = provider && found.get(provider);
    if (operator) operator.hosts.push(host);
    else if (provider) found.set(provider, { provider, hosts: [host] });
  }
  return [...found.values()];
}
