import {
  type AnswerTo,
  type AnyAnswer,
  isWithin,
  labelsOf,
  type Name,
  nameKey,
  nameOf,
  type RecordType,
  sameName,
} from '../dns/index.ts';
import type { Gathering } from './gathering.ts';
import { shownName } from './hosts.ts';
import { recordsOf } from './known.ts';
import { registrableDomain } from './registered.ts';

/** This audit's ledger: every lookup it made, sorted by name and type. */
export interface LookupFacts {
  answers: AnyAnswer[];
  /** Lookups that failed because of what is published, a group for each zone. */
  broken: BrokenZone[];
  /** Every lookup that failed, for whatever reason. */
  failures: Failure[];
}

export interface Failure {
  answer: AnyAnswer & { status: 'failed' };
  /** The registrable domain of the name that failed, or of what it is an alias of. */
  zone: Name;
}

/** Failures that the published records cause; all others may be the resolver's or the path's. */
const PUBLISHED = ['bogus', 'cname-loop'] as const;
type Breakage = (typeof PUBLISHED)[number];

interface BrokenZone {
  reason: Breakage;
  /** The registrable domain of the names that failed, or of what they are aliases of. */
  zone: Name;
  failed: (AnyAnswer & { status: 'failed' })[];
  /** Only reverse names and what they lead to: no mail is lost by it. */
  reverse: boolean;
}

/** Asked for last: the ledger holds what the other gatherers asked. */
export async function gatherLookups({ answers }: Pick<Gathering, 'answers'>): Promise<LookupFacts> {
  const all = (await answers()).toSorted((a, b) => compare(a.name, b.name) || compare(a.type, b.type));
  const failures = await Promise.all(
    all
      .filter((answer) => answer.status === 'failed')
      .map(async (answer) => ({
        answer,
        zone: nameKey(await zoneOf(answer.chain.at(-1)?.to ?? answer.name)),
      })),
  );
  return { answers: all, broken: brokenZones(all, failures), failures };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function brokenZones(answers: AnyAnswer[], failures: readonly Failure[]): BrokenZone[] {
  const reverse = reverseNames(answers);
  const groups = new Map<string, BrokenZone>();
  for (const { answer, zone } of failures) {
    const reason = PUBLISHED.find((one) => answer.reason === one);
    if (reason === undefined) continue;
    const group = groups.get(`${reason} ${zone}`) ?? { reason, zone, failed: [], reverse: true };
    groups.set(`${reason} ${zone}`, group);
    group.failed.push(answer);
    group.reverse &&= reverse(answer.name);
  }
  return [...groups.values()];
}

/** Zones are cut unseen: names below one registrable domain count as one, `_dmarc.com` as part of `com`. */
async function zoneOf(name: Name): Promise<Name> {
  const labels = labelsOf(name);
  const start = labels.findIndex((label) => !label.startsWith('_'));
  const host = start > 0 ? nameOf(labels.slice(start)) : name;
  return (await registrableDomain(host)) ?? host;
}

/** Tells names that only a PTR record leads to; an MX host is looked up for its own sake too. */
export function reverseNames(answers: AnyAnswer[]): (name: Name) => boolean {
  const targets = new Set(recordsIn(answers, 'PTR').map(({ target }) => nameKey(target)));
  const exchanges = new Set(recordsIn(answers, 'MX').map(({ exchange }) => nameKey(exchange)));
  return (name) => {
    const key = nameKey(name);
    return isWithin(key, 'arpa') || (targets.has(key) && !exchanges.has(key));
  };
}

function recordsIn<T extends RecordType>(answers: AnyAnswer[], type: T) {
  return answers
    .filter((answer) => answer.type === type)
    .flatMap((answer) => recordsOf(answer as AnswerTo<T>));
}

/** The answer to one question, where this audit asked it. */
export function answerTo<T extends RecordType>(
  { answers }: LookupFacts,
  name: Name,
  type: T,
): AnswerTo<T> | undefined {
  return answers.find((answer) => answer.type === type && sameName(answer.name, name)) as
    | AnswerTo<T>
    | undefined;
}

export function brokenBy({ broken }: LookupFacts, reason: Breakage): BrokenZone[] {
  return broken.filter((group) => group.reason === reason);
}

const SHOWN = 3;

/** `_dmarc.example.com TXT, example.com MX and 4 more`. */
export function questionsOf(answers: readonly AnyAnswer[]): string {
  const shown = answers
    .slice(0, SHOWN)
    .map(({ name, type }) => `${shownName(name)} ${type}`)
    .join(', ');
  return answers.length > SHOWN ? `${shown} and ${answers.length - SHOWN} more` : shown;
}
