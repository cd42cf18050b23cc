import { Blocked, known } from '../known.ts';
import type { MxFacts } from '../mx.ts';
import type { RoleFacts } from '../role.ts';
import { ignoredTexts } from '../spf/ignored.ts';
import { passingBlockers } from '../spf/passing.ts';
import type { SpfFacts } from '../spf.ts';

/** Whether the domain sends mail: its owner says so, or SPF lets somebody pass. Throws where SPF is not known. */
export function sendsMail(role: RoleFacts, spf: SpfFacts): boolean {
  requireRole(role, spf);
  return role.value === 'mail' || role.value === 'send-only';
}

/** Throws where a failed lookup of SPF leaves the role open. */
export function requireRole({ source }: RoleFacts, { root }: SpfFacts): void {
  if (source !== 'inferred') return;
  known(root.answer);
  const open = passingBlockers(root);
  if (open.length > 0) throw new Blocked(open);
}

/**
 * The name of a host below somebody’s domain, like “www”: no record of its own is about mail, so it is no sender or
 * receiver before its owner says so.
 */
export function isHostName(
  { answer, registered }: MxFacts,
  { root, outcome }: SpfFacts,
  { source }: RoleFacts,
): boolean {
  const silent = source === 'inferred' && outcome === 'none' && ignoredTexts(root).length === 0;
  // Without an MX it is one, whether its address can be read or not.
  return registered !== undefined && silent && answer.status === 'absent';
}
