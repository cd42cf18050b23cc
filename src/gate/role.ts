import type { Role } from '../facts/index.ts';
import type { Posture } from '../report/schema/report.ts';

type Known = Exclude<Role, 'unknown'>;
type Uses = { receives: boolean; sends: boolean };

const USES: Record<Known, Uses> = {
  mail: { receives: true, sends: true },
  'receive-only': { receives: true, sends: false },
  'send-only': { receives: false, sends: true },
  'no-mail': { receives: false, sends: false },
};

/**
 * The role by which the proposed records are judged: what the domain does now it is to go on doing, so that a deleted MX
 * makes a domain with mail broken and not quiet. `undefined` where the proposed records may speak for themselves.
 */
export function roleKept(before: Posture | null, after: Posture | null): Known | undefined {
  const [old, inferred] = [usesOf(before), usesOf(after)];
  if (old === undefined) return undefined;
  const kept = {
    receives: old.receives || (inferred?.receives ?? false),
    sends: old.sends || (inferred?.sends ?? false),
  };
  if (inferred !== undefined && kept.receives === inferred.receives && kept.sends === inferred.sends)
    return undefined;
  if (!kept.receives && !kept.sends) return undefined;
  return (Object.keys(USES) as Known[]).find(
    (role) => USES[role].receives === kept.receives && USES[role].sends === kept.sends,
  );
}

function usesOf(posture: Posture | null): Uses | undefined {
  const role = posture?.role.value;
  return role === undefined || role === 'unknown' ? undefined : USES[role];
}
