import { nameKey } from '../dns/index.ts';
import type { DomainResult, Sections } from '../report/schema/report.ts';
import { differences } from './differences.ts';

type Spf = NonNullable<Sections['spf']>['facts'];

/** `alike`: the same lookups failed on both sides, or were not asked, so that what was read can be compared. */
export function spfMeaning(before: Spf, after: Spf, alike: boolean): string[] {
  const end = endMeaning(before, after);
  const isOpen = before.outcome === 'temperror' || after.outcome === 'temperror';
  // What was not read of the tree changes nothing about the record's own end.
  if (isOpen && !(alike && before.outcome === after.outcome))
    return end.length === 0 ? [] : [`SPF: ${end.join()}`];
  const outcome =
    before.outcome === after.outcome ? [] : [`${OUTCOMES[before.outcome]} → ${OUTCOMES[after.outcome]}`];
  const words = [
    ...outcome,
    ...sendersMeaning(before, after, alike),
    ...lookupsMeaning(before, after),
    ...end,
  ];
  return words.length === 0 ? [] : [`SPF: ${words.join(', ')}`];
}

const OUTCOMES = { valid: 'a record', none: 'no record', permerror: 'an error', temperror: 'not read' };

function sendersMeaning(before: Spf, after: Spf, alike: boolean): string[] {
  const isExact = before.authorised.exact && after.authorised.exact;
  const networks = isExact || alike ? differences(networksOf(before), networksOf(after)) : '';
  const terms = differences(openTerms(before), openTerms(after));
  const words = [networks, terms].filter((text) => text !== '');
  return isExact || words.length === 0 ? words : [`${words.join(', ')} as far as was read`];
}

function lookupsMeaning({ lookups: old }: Spf, { lookups: now }: Spf): string[] {
  return old.value === now.value ? [] : [`${old.value} → ${now.value} of 10 lookups`];
}

function networksOf({ authorised: { ipv4, ipv6 } }: Spf): string[] {
  return [...ipv4.networks, ...ipv6.networks];
}

function openTerms({ authorised: { open } }: Spf): string[] {
  return open.map(({ text }) => text);
}

function endMeaning(before: Spf, after: Spf): string[] {
  if (before.record === null || after.record === null) return [];
  const [old, now] = [endOf(before.tree), endOf(after.tree)];
  // The same redirect, read on one side only, is no other end.
  const isUnread = [old, now].some((end) => end.startsWith(REDIRECT)) && before.record === after.record;
  return old === now || isUnread ? [] : [`${old} → ${now}`];
}

const REDIRECT = 'redirect=';

/** RFC 7208 §5.1 and §6.1: the first “all” ends a record; one without any ends as the record that it redirects to. */
function endOf({ terms }: Pick<Spf['tree'], 'terms'>): string {
  const texts = terms.map(({ text }) => text.toLowerCase());
  const all = texts.find((text) => /^[-~+?]?all$/.test(text));
  if (all !== undefined) return all.replace('+', '');
  const at = texts.findIndex((text) => text.startsWith(REDIRECT));
  const node = terms[at]?.node;
  if (node?.status === 'present' && node.terms.length > 0) return endOf(node);
  return texts[at] ?? 'no “all”';
}

/** Whether what SPF may ask was left unread alike on both sides. */
export function isUnreadAlike(base: DomainResult, proposed: DomainResult): boolean {
  return unreadOf(base) === unreadOf(proposed);
}

const ASKED = ['TXT', 'MX', 'A', 'AAAA'];

function unreadOf({ inconclusive, skipped }: DomainResult): string {
  const keys = [...inconclusive, ...skipped]
    .filter(({ type }) => ASKED.includes(type))
    .map(({ name, type }) => `${nameKey(name)} ${type}`);
  return [...new Set(keys)].toSorted().join('\n');
}
