import type { AnswerTo, Name } from '../dns/index.ts';
import type { Gathering } from './gathering.ts';

/** What the registry's zone says of the name that somebody would have to register. */
export interface Registration {
  /** The registrable domain, by the Public Suffix List. */
  domain: Name;
  answer: AnswerTo<'SOA'>;
}

/**
 * Asks whether the registrable domain behind a dead name exists at all. NXDOMAIN for it means that the registry
 * delegates it to nobody, so that anybody may register it and receive what was meant for its old owner.
 */
export async function gatherRegistration(
  { ask }: Pick<Gathering, 'ask'>,
  name: Name,
): Promise<Registration | undefined> {
  const domain = await registryDomain(name);
  return domain === undefined ? undefined : registrationOf({ ask }, domain);
}

/** Of a domain that {@link registryDomain} told. */
export async function registrationOf({ ask }: Pick<Gathering, 'ask'>, domain: Name): Promise<Registration> {
  return { domain, answer: await ask(domain, 'SOA') };
}

/** Names of fixtures and experiments: treated as if a registry stood behind them. */
const ORDINARY = new Set(['example', 'test']);

/**
 * The domain that a public registry sells or has sold. A suffix of the list's private part (a cloud's, a host's) is
 * no registry, and nobody can register below a top-level label that does not exist (`mail.lan`, `x.msv1.invalid`).
 */
export async function registryDomain(name: Name): Promise<Name | undefined> {
  const { parse } = await import('tldts');
  const { domain, isIcann, publicSuffix } = parse(name, { validateHostname: false });
  return domain !== null && (isIcann || ORDINARY.has(publicSuffix ?? '')) ? domain : undefined;
}

/** The public suffix (of the list's private part too, RFC 7489 §3.2) and one label, or `undefined` for a suffix itself. */
export async function registrableDomain(name: Name): Promise<Name | undefined> {
  // The list is large: only audits that meet a dead name, or compare with RFC 7489 receivers, load it.
  const { getDomain } = await import('tldts');
  return getDomain(name, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;
}

/** Whether a registry hands out names right below it, to everybody. */
export async function isPublicSuffix(name: Name): Promise<boolean> {
  const { parse } = await import('tldts');
  const { publicSuffix, isIcann } = parse(name, { validateHostname: false });
  return (isIcann ?? false) && publicSuffix === name.toLowerCase();
}

export function isUnregistered(registration: Registration | undefined): boolean {
  return registration?.answer.status === 'absent' && registration.answer.reason === 'nxdomain';
}
