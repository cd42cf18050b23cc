import { isWithin, type Name } from '../../dns/index.ts';
import type { HostTerm } from '../../records/spf/types.ts';
import { recordsOf } from '../known.ts';
import type { SpfStep } from './check.ts';
import {
  addressesIn,
  addressType,
  asked,
  askedOnce,
  isAmong,
  isError,
  permerror,
  type Run,
  type SpfError,
  validatedNames,
} from './check-lookups.ts';
import { MAX_MX_HOSTS } from './evaluate.ts';

/** The mechanisms of RFC 7208 §5 that ask for addresses and names, for one client. */

export type Match = boolean | SpfError;

/** Adds to what a step was compared with. */
export function note(entry: SpfStep, text: string): void {
  entry.note = entry.note === '' ? text : `${entry.note}: ${text}`;
}

function listed(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 4).join(', ');
  return addresses.length > 4 ? `${shown} and ${addresses.length - 4} more` : shown;
}

function prefixFor({ client }: Run, { prefix4, prefix6 }: HostTerm): number {
  return client.length === 4 ? prefix4 : prefix6;
}

/** §5.3 */
async function matchA(run: Run, target: Name, term: HostTerm, entry: SpfStep): Promise<Match> {
  const answer = await askedOnce(run, target, addressType(run));
  if (isError(answer)) return answer;
  const addresses = addressesIn(answer);
  note(entry, addresses.length > 0 ? listed(addresses) : 'no address');
  return isAmong(run, addresses, prefixFor(run, term));
}

/** §5.4: without MX there is no falling back to an address. */
async function matchMx(run: Run, target: Name, term: HostTerm, entry: SpfStep): Promise<Match> {
  const answer = await askedOnce(run, target, 'MX');
  if (isError(answer)) return answer;
  const hosts = recordsOf(answer).filter(({ exchange }) => exchange !== '.');
  if (hosts.length > MAX_MX_HOSTS) return permerror(`${target} has more than ${MAX_MX_HOSTS} MX hosts`);
  const sorted = hosts.toSorted((a, b) => a.preference - b.preference);
  const answers = await Promise.all(sorted.map(({ exchange }) => asked(run, exchange, addressType(run))));
  const all: string[] = [];
  for (const one of answers) {
    if (isError(one)) return one;
    const addresses = addressesIn(one);
    all.push(...addresses);
    if (isAmong(run, addresses, prefixFor(run, term))) {
      note(entry, listed(addresses));
      return true;
    }
  }
  note(entry, all.length > 0 ? listed(all) : 'no address');
  return false;
}

/** §5.5 */
async function matchPtr(run: Run, target: Name, _term: unknown, entry: SpfStep): Promise<Match> {
  const names = await validatedNames(run, true);
  if (isError(names)) return names;
  note(entry, names.length > 0 ? listed(names) : 'no name that leads back');
  return names.some((name) => isWithin(name, target));
}

/** §5.7: an A lookup, whatever the client's family. */
async function matchExists(run: Run, target: Name, _term: unknown, entry: SpfStep): Promise<Match> {
  const answer = await askedOnce(run, target, 'A');
  if (isError(answer)) return answer;
  note(entry, answer.status === 'present' ? 'exists' : 'does not exist');
  return answer.status === 'present';
}

type Matcher<T> = (run: Run, target: Name, term: T, entry: SpfStep) => Promise<Match>;

export const MECHANISMS: {
  a: Matcher<HostTerm>;
  mx: Matcher<HostTerm>;
  ptr: Matcher<unknown>;
  exists: Matcher<unknown>;
} = { a: matchA, mx: matchMx, ptr: matchPtr, exists: matchExists };
