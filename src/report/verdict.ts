import type { Asked } from '../facts/known.ts';
import type { ProfileJudgement, RequirementJudgement } from '../profiles/judge.ts';
import type { Judgement } from '../rules/judge.ts';
import type { Severity } from '../rules/rule.ts';
import type { Block } from './inconclusive.ts';
import type { DomainResult, Finding } from './schema/report.ts';

/** From which severity on a finding fails a domain, and an undecided rule leaves it open. */
export type FailOn = Severity | 'never';

/** The larger, the worse. */
export const RANK: Record<Severity, number> = { error: 3, warning: 2, notice: 1 };

export function reaches(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && RANK[severity] >= RANK[failOn];
}

export type Graded = Pick<Finding, 'severity' | 'measure'>;

/** How much worse the same finding has become: more than 0 where it has, less where it is better. */
export function worsening(before: Graded, after: Graded): number {
  return RANK[after.severity] - RANK[before.severity] || growth(before, after);
}

function growth({ measure: before }: Graded, { measure: after }: Graded): number {
  return before === null || after === null ? 0 : after - before;
}

export interface Judged {
  findings: readonly Finding[];
  judgements: readonly Judgement[];
  profiles: readonly ProfileJudgement[];
  /** Lookups that leave a section open, whether a rule reads them or not. */
  unread: readonly Block[];
}

export function verdictOf(
  { findings, judgements, profiles, unread }: Judged,
  failOn: FailOn,
): DomainResult['verdict'] {
  const asked = profiles
    .flatMap(({ requirements }) => requirements)
    .filter(({ requirement }) => reaches(WEIGHT[requirement.level], failOn));
  if (findings.some(({ severity }) => reaches(severity, failOn))) return 'fail';
  if (asked.some(({ status }) => status === 'unmet')) return 'fail';
  const open = judgements.some(
    ({ rule, blockedBy }) => blockedBy.some(isFailure) && reaches(rule.severity, failOn),
  );
  return open || asked.some(isOpen) || unread.some(({ by }) => isFailure(by)) ? 'inconclusive' : 'pass';
}

/** What a profile requires counts like an error, what it recommends like a warning. */
export const WEIGHT = { must: 'error', should: 'warning' } as const;

/** Whoever names a profile wants to know: what no record shows leaves it open, and not only a failed lookup. */
function isOpen({ status, blockedBy = [] }: RequirementJudgement): boolean {
  return status === 'unknown' && (blockedBy.length === 0 || blockedBy.some(isFailure));
}

export function isFailure({ status }: Pick<Asked, 'status'>): boolean {
  return status === 'failed';
}
