import { type AuditOptions, type Evaluation, evaluate } from '../audit.ts';
import type { AnyAnswer, Name, Resolver } from '../dns/index.ts';
import type { DomainResult, Finding } from '../report/schema/report.ts';
import { type FailOn, reaches } from '../report/verdict.ts';
import { ruleSeverity } from '../rules/index.ts';
import { compare } from './compare.ts';
import { meaningOf } from './meaning.ts';
import { openRules } from './open.ts';
import { changedSets } from './records.ts';
import { roleKept } from './role.ts';
import { changeFindings } from './rules/judge.ts';

/** What is published, and what would be. */
export interface Sides {
  base: Resolver;
  proposed: Resolver;
}

export type GateOptions = Omit<AuditOptions, 'sections'>;

/** Audits a domain as it is and as it would be; the result is the second one, with what the change does to each finding. */
export async function gate(domain: Name, sides: Sides, options: GateOptions = {}): Promise<DomainResult> {
  const base = await evaluate(domain, sides.base, options);
  const proposed = await evaluateProposed(domain, sides.proposed, base, options);
  const { findings, fixed, lost } = compare(base.result, proposed.result);
  const open = openRules(base.result, proposed.result);
  const records = changedSets(...(await sameQuestions(base, proposed, sides)));
  const states = [
    ...findings.map(({ finding, state }) => ({ ...finding, state })),
    ...changeFindings(base, proposed, options.ignore),
  ];
  const change = {
    fixed,
    lost,
    open,
    records,
    meaning: meaningOf(base.result, proposed.result, records),
  };
  const verdict = verdictOf(states, open, options.failOn ?? 'error');
  return { ...proposed.result, verdict, findings: worstFirst(states), change };
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

function questionOf({ name, type }: AnyAnswer): string {
  return `${name.toLowerCase()} ${type}`;
}

/** A change is answerable for what it makes new or worse, and for what it leaves unread. */
function verdictOf(
  findings: readonly Finding[],
  open: readonly string[],
  failOn: FailOn,
): DomainResult['verdict'] {
  const concerning = findings.filter(({ severity }) => reaches(severity, failOn));
  if (concerning.some(({ state }) => state === 'new' || state === 'worse')) return 'fail';
  if (concerning.some(({ state }) => state === 'unknown')) return 'inconclusive';
  return open.some((rule) => reaches(ruleSeverity(rule), failOn)) ? 'inconclusive' : 'pass';
}

const ORDER = ['new', 'worse', 'unknown', 'better', 'unchanged'];

/** What the change is answerable for stands first. */
function worstFirst(findings: Finding[]): Finding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.state ?? '') - ORDER.indexOf(b.state ?? ''));
}
