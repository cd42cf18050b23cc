import type { ProfileJudgement } from '../profiles/judge.ts';
import type { ProfileResult } from './schema/report.ts';

/** What became of each requirement of a profile, and of all together. */
export function describeProfile({ profile, requirements }: ProfileJudgement): ProfileResult {
  const { id, title, source } = profile;
  const described = requirements.map(({ requirement, status, because }) => ({
    id: requirement.id,
    level: requirement.level,
    clause: requirement.clause ?? null,
    text: requirement.text,
    status,
    because,
    state: null,
  }));
  return { id, title, source: { ...source }, status: statusOf(described), requirements: described };
}

/** By what is required; recommendations are told one by one. */
function statusOf(all: ProfileResult['requirements']): ProfileResult['status'] {
  const has = (wanted: string): boolean =>
    all.some(({ level, status }) => level === 'must' && status === wanted);
  if (has('unmet')) return 'unmet';
  if (has('unknown')) return 'unknown';
  return has('met') ? 'met' : 'not-applicable';
}
