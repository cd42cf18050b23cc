import { type AuditOptions, type Evaluation, evaluate } from '../audit.ts';
import { type AnyAnswer, type Name, nameKey, questionKey, type Resolver } from '../dns/index.ts';
import type { DomainResult, Finding } from '../report/schema/report.ts';
import type { FailOn } from '../report/verdict.ts';
import { type TouchOptions, unchangedResult } from './base-unchanged.ts';
import { compare } from './compare.ts';
import { comparedProfiles } from './compare-profiles.ts';
import { meaningOf } from './meaning.ts';
import { openRules } from './open.ts';
import { openChangeRules } from './open-changes.ts';
import { type OtherChanges, otherChanges } from './others.ts';
import { type ChangedSet, changedSets, type IsChanged } from './records.ts';
import { roleKept } from './role.ts';
import { changeFindings } from './rules/judge.ts';
import { verdictOf, worstFirst } from './verdict.ts';

/** What is published, and what would be. */
export interface Sides {
  base: Resolver;
  proposed: Resolver;
  /** What is to be known of how the base was read. */
  notes?(domain: Name): string[];
  /** Whether the given records have something at a name, however it is asked for. */
  isNamed?(name: Name): boolean;
  /** Whether the change names a record set by itself: what stays unread of it is the change's to answer for. */
  isChanged?: IsChanged;
  /** Record sets of a domain that are known to change, whether mail rests on them or not. */
  others?(domain: Name): Pick<ChangedSet, 'name' | 'type'>[];
  /** Record sets of a domain that mail may rest on, and that could not be read before the change. */
  unread?(domain: Name): Pick<ChangedSet, 'name' | 'type'>[];
  /** What there is to be said of a domain beside. */
  remarks?(domain: Name): string[];
  /** Whether the change touches a domain at all; where it does not, nothing is audited. */
  touches?(domain: Name, options: TouchOptions): Promise<boolean>;
}

export type GateOptions = Omit<AuditOptions, 'sections'>;

/** Audits a domain as it is and as it would be; the result is the second one, with what the change does to each finding. */
export async function gate(domain: Name, sides: Sides, options: GateOptions = {}): Promise<DomainResult> {
  const notes = (): string[] => sides.notes?.(domain) ?? [];
  if (sides.touches && !(await sides.touches(domain, options))) return unchangedResult(domain, notes());
  const base = await evaluate(domain, sides.base, options);
  const proposed = await evaluateProposed(domain, sides.proposed, base, options);
  const records = changedSets(...(await sameQuestions(base, proposed, sides)), sides.isChanged);
  const own = changeFindings(base, proposed, options, sides.isNamed);
  const asked = new Set(base.facts.lookups?.answers.map(questionOf));
  const unread = (sides.unread?.(domain) ?? []).filter((set) => !asked.has(questionOf(set)));
  const { unjudged, words } = otherChanges(domain, sides.others?.(domain) ?? [], records, unread);
  return changeResult(base.result, proposed.result, records, {
    failOn: options.failOn,
    own,
    open: openChangeRules(base, proposed, sides.isChanged).filter((id) => !options.ignore?.includes(id)),
    isChanged: sides.isChanged,
    others: { unjudged, words: [...words, ...(sides.remarks?.(domain) ?? [])] },
    notes: notes(),
  });
}

interface ChangeOptions {
  failOn?: FailOn | undefined;
  /** Findings of the comparison itself. */
  own?: readonly Finding[];
  /** Rules on changes that could not compare. */
  open?: readonly string[];
  isChanged?: IsChanged | undefined;
  /** What there is to be said of changes that mail does not rest on. */
  others?: OtherChanges;
  /** What there is to be said of the base. */
  notes?: string[];
}

const NO_OTHERS: OtherChanges = { unjudged: [], words: [] };

/** What the change leads to, and nobody is asked for; reverse names are no part of it. */
function newlySkipped(base: DomainResult, proposed: DomainResult): { name: string; type: string }[] {
  const before = new Set(base.skipped.map(skippedKey));
  return proposed.skipped
    .filter((one) => one.type !== 'PTR' && !before.has(skippedKey(one)))
    .map(({ name, type }) => ({ name, type }));
}

const skippedKey = ({ name, type }: DomainResult['skipped'][number]): string => `${nameKey(name)} ${type}`;

/** Two results of a domain as one: the second, with what became of each finding. `records`: null where nobody knows. */
export function changeResult(
  base: DomainResult,
  proposed: DomainResult,
  records: ChangedSet[] | null,
  {
    failOn = 'error',
    own = [],
    open: uncompared = [],
    isChanged,
    others = NO_OTHERS,
    notes = [],
  }: ChangeOptions,
): DomainResult {
  const { findings, fixed, lost } = compare(base, proposed, records ?? []);
  const open = [...openRules(base, proposed, isChanged), ...uncompared];
  const states = [...findings.map(({ finding, state }) => ({ ...finding, state })), ...own];
  const meaning = [...meaningOf(base, proposed, records ?? []), ...others.words];
  const unjudged = [...others.unjudged, ...newlySkipped(base, proposed)];
  const profiles = comparedProfiles(base.profiles, proposed.profiles);
  const change = { fixed, lost, open, records, unjudged, meaning, base: notes };
  const verdict = verdictOf({ findings: states, profiles, open }, failOn);
  return { ...proposed, verdict, profiles, findings: worstFirst(states), change };
}

async function evaluateProposed(
  domain: Name,
  resolver: Resolver,
  base: Evaluation,
  options: GateOptions,
): Promise<Evaluation> {
  const proposed = await evaluate(domain, resolver, options);
  if (options.declared?.role !== undefined) return proposed;
  const role = roleKept(base.result.posture, proposed.result.posture);
  if (role === undefined) return proposed;
  return evaluate(domain, resolver, { ...options, declared: { ...options.declared, role } });
}

/** Each side may lead to questions that the other did not ask: what they are answered is compared as well. */
async function sameQuestions(
  base: Evaluation,
  proposed: Evaluation,
  sides: Sides,
): Promise<[AnyAnswer[], AnyAnswer[]]> {
  const [before, after] = [base, proposed].map(({ facts }) => facts.lookups?.answers ?? []) as [
    AnyAnswer[],
    AnyAnswer[],
  ];
  const ask = (resolver: Resolver, questions: AnyAnswer[], known: AnyAnswer[]): Promise<AnyAnswer[]> => {
    const asked = new Set(known.map(questionOf));
    const missing = questions.filter((question) => !asked.has(questionOf(question)));
    return Promise.all(missing.map(({ name, type }) => resolver.ask(name, type)));
  };
  // What the proposed records do not speak for is the same on both sides.
  const given = after.filter(({ source }) => 'file' in source);
  const [old, now] = await Promise.all([ask(sides.base, given, before), ask(sides.proposed, before, after)]);
  return [
    [...before, ...old],
    [...after, ...now],
  ];
}

function questionOf({ name, type }: Pick<ChangedSet, 'name' | 'type'>): string {
  return questionKey(name, type);
}
