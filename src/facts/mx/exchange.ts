import { addressOctets, isWithin, labelsOf, type Name, nameKey, nameOf, sameName } from '../../dns/index.ts';
import { printData } from '../../zone/index.ts';
import { localScope } from '../address/ranges.ts';
import { addressesOf, type Host, hostState } from '../hosts.ts';
import { Blocked, isUnknown, known, recordsOf } from '../known.ts';
import type { MxFacts, MxHost } from '../mx.ts';

/**
 * What an MX exchange is by its name alone. `address`: an IP address in place of a name. `nothing`: words for "no
 * mail". `localhost`: the sender itself. `proof`: shows Microsoft who owns the domain. `invalid`: no host name
 * (RFC 1123 §2.1). All others are `host`.
 */
type ExchangeKind = 'host' | 'address' | 'nothing' | 'localhost' | 'proof' | 'invalid';

export function exchangeKind(exchange: Name, domain: Name): ExchangeKind {
  if (addressIn(exchange, domain) !== undefined) return 'address';
  if (meansNothing(exchange, domain)) return 'nothing';
  if (isLocalhost(exchange)) return 'localhost';
  if (isProof(exchange)) return 'proof';
  return hostNameProblem(exchange) === undefined ? 'host' : 'invalid';
}

/** Labels before the domain's own zone, which provider forms like to add: `null.example.com` says `null`. */
function ownLabels(exchange: Name, domain: Name, count: number): string[] | undefined {
  const labels = labelsOf(exchange);
  const rest = labels.slice(count);
  return labels.length >= count && (rest.length === 0 || isWithin(domain, nameOf(rest)))
    ? labels.slice(0, count)
    : undefined;
}

/** The address that stands where a name belongs: `192.0.2.1`, `[192.0.2.1]`, `192.0.2.1.example.com`. */
export function addressIn(exchange: Name, domain: Name): string | undefined {
  const texts = [4, 1].map((count) => literal(ownLabels(exchange, domain, count) ?? []));
  return texts.find((text) => text !== undefined);
}

function literal(labels: readonly string[]): string | undefined {
  const text = labels.join('.').replace(/^\[(?:ipv6:)?|\]$/gi, '');
  return addressOctets(text) === undefined ? undefined : text;
}

/** Nothing but an address: no lookup can make a host of it. */
export function isLiteral(exchange: Name): boolean {
  return literal(labelsOf(exchange)) !== undefined;
}

const NO_MAIL = new Set([
  '',
  '0',
  'null',
  'none',
  'nil',
  'nomx',
  'no-mx',
  'nullmx',
  'null-mx',
  'nomail',
  'no-mail',
]);

function meansNothing(exchange: Name, domain: Name): boolean {
  const [label] = ownLabels(exchange, domain, 1) ?? [];
  return label !== undefined && NO_MAIL.has(label.toLowerCase().replace(/[ ."'\\]/g, ''));
}

function isLocalhost(exchange: Name): boolean {
  const key = nameKey(exchange);
  return isWithin(key, 'localhost') || key === 'localhost.localdomain';
}

/** RFC 6761 §6.4: no lookup has to tell that a name below `invalid` does not exist. */
export function isProof(exchange: Name): boolean {
  return isWithin(exchange, 'msv1.invalid');
}

/** Why a name is no host name; `harmless` where senders are known to deliver all the same. */
export function hostNameProblem(name: Name): { text: string; harmless: boolean } | undefined {
  const labels = labelsOf(name);
  const illegal = labels.join('').match(/[^A-Za-z0-9_-]/)?.[0];
  if (illegal !== undefined) return { text: `the character ${shownCharacter(illegal)}`, harmless: false };
  if (labels.some((label) => label.includes('_'))) return { text: 'an underscore', harmless: true };
  const hyphen = labels.some((label) => label.startsWith('-') || label.endsWith('-'));
  return hyphen ? { text: 'a hyphen at the end of a label', harmless: true } : undefined;
}

function shownCharacter(char: string): string {
  if (char === ' ') return 'blank';
  return char > ' ' && char < '\x7f' ? `“${char}”` : `with the octet ${char.charCodeAt(0)}`;
}

/** No sender can deliver to it, whatever becomes of the lookups that failed. */
function isUseless(host: MxHost): boolean {
  if (isLiteral(host.name) || isLocalhost(host.name) || isProof(host.name)) return true;
  if (hostNameProblem(host.name)?.harmless === false) return true;
  const state = hostState(host);
  return state === 'nxdomain' || state === 'no-address' || onlyLocal(host);
}

/** Every address is known, and none can be reached from outside its own network. */
export function onlyLocal({ a, aaaa }: Pick<Host, 'a' | 'aaaa'>): boolean {
  const addresses = addressesOf({ a, aaaa });
  const complete = !isUnknown(a) && !isUnknown(aaaa);
  return complete && addresses.length > 0 && addresses.every((address) => localScope(address) !== undefined);
}

/** Whether any exchange can take mail: `unknown` where failed lookups decide, or hosts that nobody looked at. */
export function anyUsable({ hosts, unasked }: MxFacts): boolean | 'unknown' {
  const others = hosts.filter((host) => !isUseless(host));
  if (others.length === 0) return unasked === 0 ? false : 'unknown';
  return others.some((host) => addressesOf(host).some((address) => localScope(address) === undefined))
    ? true
    : 'unknown';
}

/** One useless exchange beside others costs time; where all are useless, mail is lost. */
export function severityAmong(mx: MxFacts): 'error' | 'warning' {
  return anyUsable(mx) === false ? 'error' : 'warning';
}

/** No other host has a better preference, or the same one. */
export function isBest({ hosts }: MxFacts, host: MxHost): boolean {
  return hosts.every(({ name, preference }) => sameName(name, host.name) || preference > host.preference);
}

/** Throws where the failed lookups of other exchanges decide how bad a useless one is. */
export function requireUsable(mx: MxFacts): void {
  const unknown = mx.hosts
    .filter((host) => !isUseless(host))
    .flatMap(({ a, aaaa }) => [a, aaaa].filter(isUnknown));
  if (anyUsable(mx) === 'unknown' && unknown.length > 0) throw new Blocked(unknown);
}

/** Throws where some address of an exchange is not known. */
export function requireAddresses(hosts: readonly MxHost[]): void {
  const unknown = hosts.flatMap(({ a, aaaa }) => [a, aaaa].filter(isUnknown));
  if (unknown.length > 0) throw new Blocked(unknown);
}

/** Where exchanges are named at all. Throws where the MX set is not known. */
export function hasExchanges(mx: MxFacts): boolean {
  return known(mx.answer).length > 0 && mx.hosts.length > 0;
}

/** Each exchange once, at its best preference, where a set names it twice. */
export function distinctExchanges({ hosts }: MxFacts): MxHost[] {
  return hosts.filter(({ name }, index) => hosts.findIndex((other) => sameName(other.name, name)) === index);
}

/**
 * The MX records that name an exchange, as zone text. None where the set stands at another name (an alias, a
 * wildcard): then it is not the domain's own to change.
 */
export function recordsNaming({ answer }: MxFacts, exchange: Name): { preference: number; text: string }[] {
  if (answer.chain.length > 0 || answer.wildcard) return [];
  return recordsOf(answer)
    .filter((data) => sameName(data.exchange, exchange))
    .map((data) => ({ preference: data.preference, text: printData('MX', data) }));
}
