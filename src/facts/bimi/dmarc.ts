import { sameName } from '../../dns/index.ts';
import { requireWalk } from '../dmarc/record.ts';
import type { WalkStep } from '../dmarc/walk.ts';
import type { DmarcFacts } from '../dmarc.ts';

/** What of the DMARC records keeps receivers from showing a logo (draft §7.1), in words; throws `Blocked` where that is open. */
export function obstacles({ walk, policy, outcome, organizationalDomain, effective }: DmarcFacts): string[] {
  const certain = policy === undefined ? [] : obstaclesIn(policy);
  if (certain.length === 0) requireWalk(walk);
  if (outcome !== 'policy' || policy === undefined) return ['there is no DMARC policy'];
  const organizational = walk.find(
    ({ domain }) => organizationalDomain !== 'unknown' && sameName(domain, organizationalDomain),
  );
  const steps =
    organizational === undefined || organizational === policy ? [policy] : [policy, organizational];
  const found = steps.flatMap(obstaclesIn);
  const isOpen = effective.domain === 'none' || effective.domain === 'nothing';
  return found.length === 0 && isOpen ? [`the policy asks for ${effective.domain}`] : found;
}

function obstaclesIn({ domain, record }: WalkStep): string[] {
  if (record === undefined) return [];
  const { p, sp, t, pct } = record.value;
  const tags = [
    ...(p === 'none' ? ['p=none'] : []),
    ...(sp === 'none' ? ['sp=none'] : []),
    ...(t === 'y' ? ['t=y'] : []),
    ...(p === 'quarantine' && pct !== undefined && pct < 100 ? [`pct=${pct}`] : []),
  ];
  return tags.length === 0 ? [] : [`${tags.join(' and ')} at _dmarc.${domain}`];
}
