import { type AnswerTo, type Name, nameKey } from '../dns/index.ts';
import { parseSpf, selectSpf } from '../records/spf.ts';
import { distinctNames } from './hosts.ts';
import { recordsOf } from './known.ts';
import { GATEWAYS } from './provider/gateways.ts';
import { HOSTING_PROVIDERS } from './provider/hosts.ts';
import { MAILBOX_PROVIDERS } from './provider/mailboxes.ts';
import { SENDING_PROVIDERS } from './provider/senders.ts';
import { ownerOf, type Provider } from './provider.ts';
import { staticTarget } from './spf/macros.ts';

export const PROVIDERS: readonly Provider[] = [
  ...MAILBOX_PROVIDERS,
  ...HOSTING_PROVIDERS,
  ...GATEWAYS,
  ...SENDING_PROVIDERS,
];

/** What one record says about who handles the domain's mail. */
export interface ProviderSign {
  provider: Provider;
  from: 'mx' | 'spf' | 'dkim';
  /** The name that ends in one of the provider's. */
  name: Name;
}

/** By the hosts of MX, the preferred ones first. */
export function signsOfMx(answer: AnswerTo<'MX'>): ProviderSign[] {
  const hosts = recordsOf(answer)
    .toSorted((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1))
    .map(({ exchange }) => exchange);
  return hosts.flatMap((name) => signOf(name, 'mx', ownerOf(name, 'mx', PROVIDERS)));
}

/** By the names that the domain's own SPF record includes or leads to; what stands behind them is not asked for here. */
export function signsOfSpf({ name: domain, ...answer }: AnswerTo<'TXT'>): ProviderSign[] {
  const records = selectSpf(recordsOf({ name: domain, ...answer }).map(({ strings }) => strings.join('')));
  const terms = records.toSorted().flatMap((record) => parseSpf(record).value.terms);
  const names = terms.flatMap((term) =>
    term.kind === 'include' || term.kind === 'redirect' ? [staticTarget(term.domain, domain, domain)] : [],
  );
  return distinctNames(names).flatMap((name) => signOf(name, 'spf', ownerOf(name, 'spf', PROVIDERS)));
}

/** By what a selector is an alias of: the first name on the way that is a provider's, to whom the owner gave it. */
export function signsOfAlias({ chain }: Pick<AnswerTo<'TXT'>, 'chain'>): ProviderSign[] {
  return chain.flatMap(({ to }) => signOf(to, 'dkim', ownerOf(to, 'targets', PROVIDERS))).slice(0, 1);
}

function signOf(name: Name, from: ProviderSign['from'], provider: Provider | undefined): ProviderSign[] {
  return provider === undefined ? [] : [{ provider, from, name: nameKey(name) }];
}

export function distinctProviders(signs: readonly ProviderSign[]): Provider[] {
  return [...new Set(signs.map(({ provider }) => provider))];
}
