import { isWithin, type Name, nameKey, type RecordType } from '../dns/index.ts';

/** A version of a record set, and who serves it. */
interface Version {
  words: string;
  hosts: Name[];
}

/** What the reader of a comparison is to know of how its base was read: a line a zone and trouble. */
export interface BaseNotes {
  disagreement(zone: Name, question: { name: Name; type: RecordType }, versions: readonly Version[]): void;
  unasked(zone: Name, problem: string): void;
  of(domain: Name): string[];
}

interface ZoneNotes {
  zone: Name;
  disagreements: Map<string, readonly Version[]>;
  problem?: string;
}

export function baseNotes(): BaseNotes {
  const zones = new Map<string, ZoneNotes>();
  const notesOn = (zone: Name): ZoneNotes => {
    const notes = zones.get(nameKey(zone)) ?? { zone, disagreements: new Map() };
    zones.set(nameKey(zone), notes);
    return notes;
  };
  return {
    disagreement: (zone, { name, type }, versions) =>
      void notesOn(zone).disagreements.set(`${name} ${type}`, versions),
    unasked: (zone, problem) => {
      notesOn(zone).problem ??= problem;
    },
    of: (domain) =>
      [...zones.values()]
        .filter(({ zone }) => isWithin(domain, zone))
        .flatMap(wordsOf)
        .toSorted(),
  };
}

const MOST_SETS = 4;

function wordsOf({ zone, disagreements, problem }: ZoneNotes): string[] {
  const sets = [...disagreements].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const told = sets
    .slice(0, MOST_SETS)
    .map(([set, versions]) => `${set} is ${versions.map(versionWords).join(', ')}`);
  const more = sets.length > MOST_SETS ? ` and ${sets.length - MOST_SETS} more sets` : '';
  const different =
    sets.length === 0
      ? []
      : [
          `${zone}: its name servers do not agree, so what is published is not known: ${told.join('; ')}${more}`,
        ];
  const unasked =
    problem === undefined
      ? []
      : [
          `${zone}: its name servers could not be asked (${problem}); compared with what the resolver says, which may be older`,
        ];
  return [...different, ...unasked];
}

const MOST_WORDS = 120;

function versionWords({ words, hosts }: Version): string {
  const shown = words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS)}…` : words || 'nothing';
  return `${shown} at ${hosts.toSorted().join(', ')}`;
}
