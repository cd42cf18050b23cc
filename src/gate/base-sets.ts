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
import { dataTexts } from './base-data.ts';

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

/** The set that given records want at a name; undefined where they do not speak for it, or only a wildcard does. */
export function wantedSet(authority: Authority, name: Name, type: RecordType): WantedSet | undefined {
  const set = { name, type, has: [], lacks: [] };
  const change = authority.change(name, type);
  if (change !== undefined && change.removes !== 'all') {
    const has = dataTexts(type, authority.given(name, type)?.data ?? []);
    const lacks = dataTexts(type, change.removes).filter((text) => !has.includes(text));
    return { name, type, exactly: undefined, has, lacks };
  }
  const said = authority.lookup(name, type);
  if (said === 'outside') return change === undefined ? undefined : { ...set, exactly: [] };
  if (said.kind === 'alias') {
    const isCname = said.chain[0]?.kind === 'CNAME' && !said.wildcard;
    return isCname ? wantedSet(authority, name, 'CNAME') : undefined;
  }
  const { answer } = said;
  if (answer.wildcard || answer.status === 'failed' || answer.status === 'skipped') return undefined;
  return { ...set, exactly: answer.status === 'present' ? dataTexts(type, answer.records) : [] };
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

/** Whether the given records lie in the zone of a name, or are it. */
export function isGivenWhole(authority: Authority, name: Name): boolean {
  return authority.zones.some((zone) => isWithin(name, zone));
}

export function isService(name: Name): boolean {
  return labelsOf(name).some((label) => label.startsWith('_'));
}
