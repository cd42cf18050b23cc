import { attempt } from './attempt.ts';
import type { Profile, Records, Requirement, Told } from './profile.ts';

export interface RequirementJudgement extends Told {
  requirement: Requirement;
}

export interface ProfileJudgement {
  profile: Profile;
  requirements: RequirementJudgement[];
}

/** Holds a domain's records against what a source asks for. Pure. */
export function judgeProfile(profile: Profile, records: Records): ProfileJudgement {
  const requirements = profile.requirements.map((requirement) => ({
    requirement,
    ...toldOf(requirement, records),
  }));
  return { profile, requirements };
}

function toldOf({ ofSenders, test }: Requirement, records: Records): Told {
  if (ofSenders && records.role.quiet)
    return { status: 'not-applicable', because: 'the domain sends no mail' };
  return attempt(test, records);
}
