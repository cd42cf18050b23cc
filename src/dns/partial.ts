import { questionKey } from './answer.ts';
import { type Name, nameKey, parentOf, ROOT } from './name.ts';
import type { DataOf, RecordType, Source } from './types.ts';
import type { SourcedRecord } from './zones.ts';

/**
 * What a change takes out of a record set whose zone is not given as a whole. `all`: what is given at that name and
 * type, if anything, is the set. A list: the given records join what is live, but for these. `unseen`: a provider makes
 * the answer from then on, so that nobody can tell it before.
 */
export interface SetChange {
  name: Name;
  type: RecordType;
  removes: 'all' | 'unseen' | readonly DataOf<RecordType>[];
  /** Where the change says so. */
  file: string;
  line: number;
}

/** What there is to be known of record sets that are given or taken without their zone. */
export interface PartialView {
  /** What a change takes of a set of which no whole zone is given. */
  change(name: Name, type: RecordType): SetChange | undefined;
  /** The records that are given of such a set. */
  given<T extends RecordType>(
    name: Name,
    type: T,
  ): { data: DataOf<T>[]; ttl: number; source: Source } | undefined;
  /** True where given records prove that a name exists: at it or below. */
  exists(name: Name): boolean;
  /** True where records are given or taken at the very name. */
  names(name: Name): boolean;
  /** True where a change takes records at the name or below, so that it may end. */
  wanes(name: Name): boolean;
  /** True where outside of whole zones record sets are given or taken. */
  partial: boolean;
  /** True where some of these are wildcards. */
  wildcards: boolean;
}

/** The records at one name, by type. */
export type Node = Map<RecordType, SourcedRecord[]>;

export interface Given {
  nodes: Map<string, Node>;
  /** Names that exist, empty non-terminals among them. */
  existing: Set<string>;
  changes: Map<string, SetChange>;
}

export function changesByKey(changes: readonly SetChange[]): Map<string, SetChange> {
  return new Map(changes.map((change) => [questionKey(change.name, change.type), change]));
}

/** What there is to be known of sets that are given without their zone. */
export function partialView(
  { nodes, existing, changes }: Given,
  loose: readonly { name: Name }[],
): PartialView {
  const changedNames = new Set([...changes.values()].map(({ name }) => nameKey(name)));
  const waning = new Set([...changedNames].flatMap(selfAndAncestors));
  return {
    change: (name, type) => changes.get(questionKey(name, type)),
    given: (name, type) => {
      const set = nodes.get(nameKey(name))?.get(type);
      return set && { data: set.map(({ data }) => data as DataOf<typeof type>), ...headOf(set) };
    },
    exists: (name) => existing.has(nameKey(name)),
    names: (name) => nodes.has(nameKey(name)) || changedNames.has(nameKey(name)),
    wanes: (name) => waning.has(nameKey(name)),
    partial: loose.length > 0,
    wildcards: loose.some(({ name }) => name.startsWith('*.')),
  };
}

/** A set's TTL is the least of its records'. */
export function headOf(set: readonly SourcedRecord[]): { ttl: number; source: Source } {
  return { ttl: Math.min(...set.map(({ ttl }) => ttl)), source: set[0]!.source };
}

/** Keys from the name itself up to the root. */
export function selfAndAncestors(name: Name): string[] {
  const keys = [nameKey(name)];
  while (keys.at(-1) !== ROOT) keys.push(parentOf(keys.at(-1)!));
  return keys;
}
