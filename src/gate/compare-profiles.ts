import type { ProfileResult } from '../report/schema/report.ts';

type Requirement = ProfileResult['requirements'][number];

/** What a change does to each requirement of the profiles that both sides were held against. */
export function comparedProfiles(
  before: readonly ProfileResult[],
  after: readonly ProfileResult[],
): ProfileResult[] {
  const old = new Map(
    before.flatMap(({ id, requirements }) => requirements.map((one) => [`${id}/${one.id}`, one] as const)),
  );
  return after.map((profile) => ({
    ...profile,
    requirements: profile.requirements.map((now) => ({
      ...now,
      state: stateOf(old.get(`${profile.id}/${now.id}`), now),
    })),
  }));
}

/** Nobody can tell whose an unmet requirement is that was open before; one that is left open now was told before. */
function stateOf(before: Requirement | undefined, after: Requirement): Requirement['state'] {
  if (before === undefined) return null;
  if (before.status === after.status) return 'unchanged';
  if (after.status === 'unmet') return before.status === 'unknown' ? 'unknown' : 'new';
  if (after.status === 'unknown') return before.status === 'unmet' ? 'unchanged' : 'unknown';
  return before.status === 'unmet' ? 'better' : 'unchanged';
}
