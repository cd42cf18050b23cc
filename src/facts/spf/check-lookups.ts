import {
  type AnswerTo,
  type AnyAnswer,
  addressOctets,
  formatAddress,
  inPrefix,
  isWithin,
  type Name,
  type RecordType,
  reverseName,
  sameName,
} from '../../dns/index.ts';
import type { MacroString } from '../../records/spf/types.ts';
import type { Gathering } from '../gathering.ts';
import { isUnknown, recordsOf } from '../known.ts';
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from './evaluate.ts';
import { expanded, type SpfSession, sessionValues, targetName, usesLetter } from './macros.ts';

/** The lookups of one check_host(), counted as RFC 7208 §4.6.4 says. */

export interface SpfError {
  result: 'permerror' | 'temperror';
  problem: string;
}

export interface Run {
  ask: Gathering['ask'];
  session: Required<SpfSession>;
  client: Uint8Array;
  /** Terms that cost a lookup, and lookups that found nothing. */
  lookups: number;
  voidLookups: number;
  /** Questions left: a hostile record must not buy thousands. */
  questions: number;
  failed: AnyAnswer[];
}

/** Questions for one check_host(), the limits of RFC 7208 §4.6.4 beside. */
export const MAX_QUESTIONS = 64;

export function permerror(problem: string): SpfError {
  return { result: 'permerror', problem };
}

export function isError(value: unknown): value is SpfError {
  return typeof value === 'object' && value !== null && 'problem' in value;
}

/** Asks, and keeps what was not answered: that is a temperror (RFC 7208 §4.4, §5). */
export async function asked<T extends RecordType>(
  run: Run,
  name: Name,
  type: T,
): Promise<AnswerTo<T> | SpfError> {
  if (run.questions-- <= 0) return { result: 'temperror', problem: `more than ${MAX_QUESTIONS} questions` };
  const answer = await run.ask(name, type);
  if (!isUnknown(answer)) return answer;
  run.failed.push(answer);
  const why = answer.status === 'failed' ? answer.reason : 'not asked';
  return { result: 'temperror', problem: `${name} ${type}: ${why}` };
}

/** A term that costs a lookup. */
export function countLookup(run: Run): SpfError | undefined {
  run.lookups++;
  return run.lookups > MAX_LOOKUPS ? permerror(`more than ${MAX_LOOKUPS} DNS lookups`) : undefined;
}

/** Asks for what a term names; an answer without records is a void lookup. */
export async function askedOnce<T extends RecordType>(
  run: Run,
  name: Name,
  type: T,
): Promise<AnswerTo<T> | SpfError> {
  const answer = await asked(run, name, type);
  if (isError(answer) || answer.status === 'present') return answer;
  run.voidLookups++;
  return run.voidLookups > MAX_VOID_LOOKUPS
    ? permerror(`more than ${MAX_VOID_LOOKUPS} void lookups`)
    : answer;
}

/** The type of the client's family. */
export function addressType({ client }: Run): 'A' | 'AAAA' {
  return client.length === 4 ? 'A' : 'AAAA';
}

export function addressesIn(answer: AnswerTo<'A' | 'AAAA'>): string[] {
  return recordsOf(answer).map((data) => data.address);
}

/** Whether the client is one of the addresses, or stands in their networks. */
export function isAmong({ client }: Run, addresses: readonly string[], prefix = client.length * 8): boolean {
  return addresses.some((address) => inPrefix(client, addressOctets(address) ?? new Uint8Array(), prefix));
}

/** RFC 7208 §4.6.4, §5.5: ten names are looked at. */
const MAX_NAMES = 10;

/** §5.5: the client's names that lead back to it. Lookups that fail only leave names out. */
export async function validatedNames(run: Run, counted: boolean): Promise<Name[] | SpfError> {
  const ask = counted ? askedOnce : asked;
  const answer = await ask(run, reverseName(formatAddress(run.client))!, 'PTR');
  if (isError(answer)) return answer.result === 'permerror' ? answer : forgiven(run, []);
  const names = recordsOf(answer).map(({ target }) => target);
  const looked = names.slice(0, MAX_NAMES).map(async (name) => {
    const addresses = await asked(run, name, addressType(run));
    if (isError(addresses)) return forgiven(run, []);
    return isAmong(run, addressesIn(addresses)) ? [name] : [];
  });
  return (await Promise.all(looked)).flat();
}

function forgiven<T>(run: Run, value: T): T {
  run.failed = [];
  return value;
}

/** §7.3: the domain itself before names below it, these before any other; “unknown” where there is none. */
async function nameForMacro(run: Run, domain: Name): Promise<Name> {
  const names = await validatedNames(run, false);
  if (isError(names)) return 'unknown';
  return (
    names.find((name) => sameName(name, domain)) ??
    names.find((name) => isWithin(name, domain)) ??
    names[0] ??
    'unknown'
  );
}

/** A macro-string expanded for this message; `undefined` where RFC 8616 §4 gives it no value. */
export async function expandedFor(run: Run, spec: MacroString, domain: Name): Promise<string | undefined> {
  const local = run.session.mailFrom.slice(0, run.session.mailFrom.lastIndexOf('@'));
  if (/[^\0-\x7f]/.test(local) && usesLetter(spec, 's', 'l')) return undefined;
  const validated = usesLetter(spec, 'p') ? await nameForMacro(run, domain) : undefined;
  return expanded(spec, sessionValues(run.session, run.client, domain, validated));
}

/** The name that a term asks for; `no-value` where the local part cannot stand in a name (RFC 8616 §4). */
export async function targetOf(
  run: Run,
  spec: MacroString | undefined,
  domain: Name,
): Promise<Name | 'bad-name' | 'no-value'> {
  if (spec === undefined) return domain;
  const text = await expandedFor(run, spec, domain);
  if (text === undefined) return 'no-value';
  const name = targetName(text);
  // §4.3: a name of one label is no domain.
  return name.includes('.') ? name : 'bad-name';
}
