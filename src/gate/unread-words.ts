import { isWithin, type Name, ROOT } from '../dns/index.ts';
import type { Unread } from './unread.ts';

/** What there is to be said of it, a line each. */
export function unreadWords(unread: readonly Unread[]): string[] {
  const lines = unread.slice(0, MOST_LINES).map(lineOf);
  const more = unread.length - MOST_LINES;
  return more > 0 ? [...lines, `and ${more} more that cannot be read`] : lines;
}

/** The same of what a domain rests on, and how to have it compared. */
export function unreadNotes(unread: readonly Unread[], domain: Name): string[] {
  const own = unread.filter((one) => concerns(one, domain));
  // Of thousands of hosts the few that mail rests on stand first.
  const words = unreadWords(own.toSorted((a, b) => Number(isAddress(a)) - Number(isAddress(b))));
  return words.length === 0 ? [] : [...words, READABLE];
}

function isAddress({ hides: { type } }: Unread): boolean {
  return type === 'A' || type === 'AAAA';
}

const MOST_LINES = 5;
/** How to have it compared all the same. */
export const READABLE =
  'a version that can be read (--base git:REVISION:PATH), or --base live, tells what was there before';

/** RFC 9989 §4.10: a policy above is asked for too. */
const DMARC = '_dmarc.';

function concerns({ hides: { name }, zones }: Unread, domain: Name): boolean {
  if (name === undefined) return zones.some((zone) => isWithin(zone, domain) || isWithin(domain, zone));
  return isWithin(name, domain) || (name.startsWith(DMARC) && isWithin(domain, name.slice(DMARC.length)));
}

function lineOf({ file, line, column, message, hint, hides, zones }: Unread): string {
  const why = `${message}${hint === undefined ? '' : ` (${hint})`}`;
  return `${file}:${line}:${column}: ${why}; not known before the change: ${wordsFor(hides, zones)}`;
}

function wordsFor({ name, type }: Unread['hides'], zones: readonly Name[]): string {
  if (name !== undefined) return `${name} ${type ?? '(every type)'}`;
  const where = zones.includes(ROOT) ? 'every name' : `every name of ${zones.join(', ')}`;
  return type === undefined ? where : `${type} at ${where}`;
}
