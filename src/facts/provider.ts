import { type Name, nameKey, parentOf, ROOT } from '../dns/index.ts';
import { remembered } from './remembered.ts';

/**
 * Where a row of the tables below comes from. On 2026-11-26 the rows of Amazon SES, Fastmail, GoDaddy, Google, IONOS, Mailchimp,
 * Mailgun, Microsoft, Mimecast, OVH, Proofpoint, Proton, SendGrid, Yandex and Zoho were compared with what their owners’ pages
 * and customers’ zones say.
 */
export type ProviderSource =
  /** The provider's own pages. */
  | 'vendor'
  /** Its template in the public collection of Domain Connect. */
  | 'template'
  /** Several zones, published by people who have nothing to do with each other. */
  | 'zones'
  /** Lists of names that others collected. */
  | 'lists';

/** `mailbox`: holds mail. `gateway`: filters mail on its way to another. `sending`: sends in a customer's name. */
export type ProviderKind = 'mailbox' | 'gateway' | 'sending';

/** A company that handles mail for others, and how records show it. Suffixes match whole labels. */
export interface Provider {
  name: string;
  kind: ProviderKind;
  /** A gateway that hands mail on to mailboxes anywhere, and stands before none in particular. */
  forwards?: true;
  /** What the names of its MX hosts end in. */
  mx?: readonly Name[];
  /** What the names end in that customers include in SPF. */
  spf?: readonly Name[];
  /** Selectors in such wide use that every domain is asked for them; each is the same for every customer. */
  common?: readonly string[];
  /** Selectors that are worth a question where another record shows the provider. */
  more?: readonly string[];
  /** It signs for a customer's domain under these selectors alone. */
  fixed?: true;
  /** What the names end in that its customers' selectors are aliases of. */
  targets?: readonly Name[];
  /** Selector → the one name that its alias has to lead to, where that is known; `{domain}` is the customer's. */
  aliases?: Readonly<Record<string, string>>;
  source: ProviderSource;
}

type Trait = 'mx' | 'spf' | 'targets';

/** Whose a name is, by the longest suffix among one kind of evidence: `evil-mailgun.net` is nobody's. */
export function ownerOf(name: Name, trait: Trait, providers: readonly Provider[]): Provider | undefined {
  const owners = ownersIn(providers)[trait];
  for (let suffix = nameKey(name); suffix !== ROOT; suffix = parentOf(suffix)) {
    const owner = owners.get(suffix);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Suffix → whose it is; the first of several. Every rule on providers asks. */
const ownersIn = remembered((providers: readonly Provider[]): Record<Trait, Map<Name, Provider>> => {
  const owners = (trait: Trait) =>
    new Map(
      providers
        .flatMap((one) => (one[trait] ?? []).map((suffix) => [nameKey(suffix), one] as const))
        .reverse(),
    );
  return { mx: owners('mx'), spf: owners('spf'), targets: owners('targets') };
});
