import { isWithin } from '../../dns/index.ts';
import type { DkimFacts } from '../dkim.ts';
import { requireWalk } from '../dmarc/record.ts';
import type { Provider } from '../provider.ts';
import { distinctProviders } from '../providers.ts';

/** Who signs in the domain's name, as far as it can be told. */

/** RFC 9989 §4.4.1: with relaxed alignment a signature of a domain above counts too. Throws where that is not known. */
export function mayParentSign({ dmarc }: Pick<DkimFacts, 'dmarc'>): boolean {
  if (dmarc === undefined) return false;
  if (dmarc.policy === undefined) requireWalk(dmarc.walk);
  return dmarc.policy?.record?.value.adkim !== 's';
}

/** The mailbox provider that both MX and SPF name, and that signs under selectors of its own alone. */
export function fixedSigner({ signs, apex }: Pick<DkimFacts, 'signs' | 'apex'>): Provider | undefined {
  const named = (by: 'mx' | 'spf') => distinctProviders(signs.filter(({ from }) => from === by));
  const [holder, ...others] = named('mx');
  if (holder?.kind !== 'mailbox' || !holder.fixed || others.length > 0) return undefined;
  // Below its own names a provider signs under others still: a tenant's first domain.
  if (holder.targets?.some((target) => isWithin(apex.name, target))) return undefined;
  const senders = named('spf');
  // A gateway that takes mail out may sign it in the provider's place.
  if (senders.some(({ kind }) => kind === 'gateway')) return undefined;
  return senders.includes(holder) ? holder : undefined;
}
