import { isWithin } from '../dns/index.ts';
import { isMeantAsKey, isOwn } from './dkim/keys.ts';
import type { DkimFacts } from './dkim.ts';
import type { MxFacts } from './mx.ts';
import type { Provider } from './provider.ts';
import { distinctProviders, type ProviderSign, signsOfAlias, signsOfMx, signsOfSpf } from './providers.ts';
import { nodesOf, type SpfFacts } from './spf.ts';

/** Who handles the domain's mail, as far as its records name companies that are known. */
export interface Handling {
  /** Who holds the mail: whom MX names, or whom the other records show behind a gateway. */
  mailbox?: Provider;
  /** Who filters or forwards it on the way. */
  gateway?: Provider;
  signs: ProviderSign[];
}

export function handlingOf({ mx, spf, dkim }: { mx: MxFacts; spf: SpfFacts; dkim?: DkimFacts }): Handling {
  const byMx = signsOfMx(mx.answer);
  const signs = [...byMx, ...signsInSpf(spf), ...(dkim ? signsInDkim(dkim) : [])];
  const named = distinctProviders(byMx);
  const gateway = named.find(({ kind }) => kind === 'gateway');
  const mailbox = named.find(({ kind }) => kind !== 'gateway') ?? (gateway && behind(signs));
  return { ...(mailbox && { mailbox }), ...(gateway && { gateway }), signs: firstOfEach(signs) };
}

/** Five MX hosts of one provider say no more than one. */
function firstOfEach(signs: readonly ProviderSign[]): ProviderSign[] {
  const each = new Map<string, ProviderSign>();
  for (const sign of signs) {
    const key = `${sign.from} ${sign.provider.name}`;
    if (!each.has(key)) each.set(key, sign);
  }
  return [...each.values()];
}

/** With two there is no telling which one holds the mail. */
function behind(signs: readonly ProviderSign[]): Provider | undefined {
  const mailboxes = distinctProviders(signs).filter(({ kind }) => kind === 'mailbox');
  return mailboxes.length === 1 ? mailboxes[0] : undefined;
}

/** What the domain itself names: whom an included vendor uses in turn is that vendor's affair. */
function signsInSpf({ root }: SpfFacts): ProviderSign[] {
  const own = [...nodesOf(root)].filter(({ domain }) => isWithin(domain, root.domain));
  return own.flatMap(({ answer }) => signsOfSpf(answer));
}

/** An alias that leads to no key may be left over from another time. */
function signsInDkim({ selectors }: DkimFacts): ProviderSign[] {
  return selectors
    .filter((at) => isOwn(at) && at.keys.some(isMeantAsKey))
    .flatMap(({ answer }) => signsOfAlias(answer));
}
