import { type AuditOptions, evaluate } from '../audit.ts';
import {
  type AnyAnswer,
  type Authority,
  isWithin,
  labelsOf,
  type Name,
  offline,
  overlaid,
  questionKey,
  type RecordType,
  type SourcedRecord,
} from '../dns/index.ts';
import { dataTexts, stepTexts } from './base-data.ts';

/** Records that are given, and all there is to be known of them. */
export interface Given {
  authority: Authority;
  records: readonly SourcedRecord[];
  /** Of whole zones, and of sets that a change takes from. */
  names: readonly Name[];
}

/** A record set as given records want it. */
export interface WantedSet {
  name: Name;
  type: RecordType;
  /** The whole set as texts; empty: there is none. Undefined where records join others, or leave them. */
  exactly: string[] | undefined;
  /** Of a set that a change joins: what is in it then, and what is not. */
  has: string[];
  lacks: string[];
}

/** What a full audit asks about a domain and the given records answer; what lies elsewhere is not asked for. */
export async function givenAnswers(
  domain: Name,
  { authority }: Pick<Given, 'authority'>,
  options: Pick<AuditOptions, 'declared'> = {},
): Promise<AnyAnswer[]> {
  const { facts } = await evaluate(domain, overlaid(authority, offline), {
    ...options,
    authoritative: false,
  });
  return facts.lookups?.answers ?? [];
}

type Wanted = Omit<WantedSet, 'name' | 'type'>;

/** What given records want to stand at a name, by whatever alias or wildcard; undefined where they do not speak for it. */
export function wantedAt(authority: Authority, name: Name, type: RecordType): Wanted | undefined {
  const change = authority.change(name, type);
  if (change?.removes === 'unseen') return undefined;
  if (change !== undefined && change.removes !== 'all') {
    const has = dataTexts(type, authority.given(name, type)?.data ?? []);
    const lacks = dataTexts(type, change.removes).filter((text) => !has.includes(text));
    return { exactly: undefined, has, lacks };
  }
  const said = authority.lookup(name, type);
  const exactly = said === 'outside' ? change && [] : stepTexts(said);
  return exactly && { exactly, has: [], lacks: [] };
}

/** The record set itself that is to be at a name: the alias that takes its place; none where only a wildcard answers. */
export function wantedSet(authority: Authority, name: Name, type: RecordType): WantedSet | undefined {
  const said = authority.lookup(name, type);
  if (said !== 'outside' && said.kind === 'alias') {
    const isCname = said.chain[0]?.kind === 'CNAME' && !said.wildcard;
    return isCname ? wantedSet(authority, name, 'CNAME') : undefined;
  }
  if (said !== 'outside' && said.answer.wildcard) return undefined;
  const wanted = wantedAt(authority, name, type);
  return wanted && { name, type, ...wanted };
}

/** Whether what stands at a name is what is wanted there. */
export function isAs({ exactly, has, lacks }: Wanted, texts: readonly string[]): boolean {
  if (exactly !== undefined) return exactly.join('\n') === texts.join('\n');
  return has.every((text) => texts.includes(text)) && !lacks.some((text) => texts.includes(text));
}

/** A set once, however many questions lead to it. */
export function distinctSets(sets: readonly (WantedSet | undefined)[]): WantedSet[] {
  const found = sets.filter((set) => set !== undefined);
  return [...new Map(found.map((set) => [questionKey(set.name, set.type), set])).values()];
}

/** The name asked for, and those that its aliases lead to. */
export function namesOf({ name, chain }: AnyAnswer): Name[] {
  return [name, ...chain.map(({ to }) => to)];
}

/** The zone, given as a whole, that a name stands in. */
export function givenZone({ zones }: Authority, name: Name): Name | undefined {
  return zones
    .filter((zone) => isWithin(name, zone))
    .toSorted((a, b) => labelsOf(b).length - labelsOf(a).length)[0];
}

/** Types of the records that mail rests on. */
export const COMPARED: readonly RecordType[] = ['MX', 'TXT', 'TLSA', 'A', 'AAAA', 'CNAME', 'PTR'];

export function isService(name: Name): boolean {
  return labelsOf(name).some((label) => label.startsWith('_'));
}

/** Certificate authorities ask for these texts; they come and go by themselves. */
export const NOT_MAIL = /^_acme-challenge\./i;

const OF_MAIL: readonly RecordType[] = ['MX', 'TXT', 'TLSA'];

/** Mail rests on these wherever they stand; on addresses and aliases only where an audit comes to them. */
export function isOfMail(name: Name, type: RecordType): boolean {
  return !NOT_MAIL.test(name) && (OF_MAIL.includes(type) || (type === 'CNAME' && isService(name)));
}
