import type { DomainResult, Finding, ProfileResult } from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import { type FailOn, reaches, WEIGHT } from '../report/verdict.ts';
import { ruleSeverity } from '../rules/index.ts';

/** A change is answerable for what it makes new or worse, and for what it leaves unread. */
export function verdictOf(
  { findings, profiles, open }: { findings: Finding[]; profiles: ProfileResult[]; open: string[] },
  failOn: FailOn,
): DomainResult['verdict'] {
  const requirements = profiles.flatMap((profile) => profile.requirements);
  const states = [
    ...activeOf(findings).filter(({ severity }) => reaches(severity, failOn)),
    ...requirements.filter(({ level }) => reaches(WEIGHT[level], failOn)),
  ].map(({ state }) => state);
  if (states.includes('new') || states.includes('worse')) return 'fail';
  if (states.includes('unknown')) return 'inconclusive';
  return open.some((rule) => reaches(ruleSeverity(rule), failOn)) ? 'inconclusive' : 'pass';
}

const ORDER = ['new', 'worse', 'unknown', 'better', 'unchanged'];

/** What the change is answerable for stands first. */
export function worstFirst(findings: Finding[]): Finding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.state ?? '') - ORDER.indexOf(b.state ?? ''));
}
