import type { DomainResult, Inconclusive } from '../report/schema/report.ts';
import { blockedRules } from './compare.ts';
import type { IsChanged } from './records.ts';

/**
 * Rules that the proposed records leave open, and that the change may decide. A lookup that failed the same way before
 * says nothing against a change that does not touch what the rule reads.
 */
export function openRules(
  base: DomainResult,
  proposed: DomainResult,
  isChanged: IsChanged = () => false,
): string[] {
  const before = lookupsOf(base);
  const after = lookupsOf(hasMail(base) ? proposed : withoutAmbiguous(proposed));
  return [...blockedRules(proposed)].filter((rule) => {
    const blockers = after.get(rule) ?? [];
    // Skipped, not failed: the run was told to ask nobody.
    if (blockers.length === 0) return false;
    const known = new Set(before.get(rule)?.map(lookupKey));
    const isOwn = (lookup: Inconclusive): boolean => !known.has(lookupKey(lookup)) || isChanged(lookup);
    return blockers.some(isOwn) || isTouched(rule, base, proposed);
  });
}

/** A name without mail loses none by a change whose outcome cannot be seen, such as a delegation. */
export function hasMail({ sections: { mx, spf } }: DomainResult): boolean {
  return mx?.facts.state === 'mx' || mx?.facts.state === 'unknown' || spf?.facts.outcome !== 'none';
}

function withoutAmbiguous(result: DomainResult): DomainResult {
  return { ...result, inconclusive: result.inconclusive.filter(({ reason }) => reason !== 'ambiguous') };
}

/** The failed lookups of each rule. */
function lookupsOf({ inconclusive }: DomainResult): Map<string, Inconclusive[]> {
  const byRule = new Map<string, Inconclusive[]>();
  for (const one of inconclusive)
    for (const rule of one.blocks) byRule.set(rule, [...(byRule.get(rule) ?? []), one]);
  return byRule;
}

function lookupKey({ name, type, reason }: Inconclusive): string {
  return `${name.toLowerCase()} ${type} ${reason}`;
}

/** Whether the facts of the rule's section are others after the change; rules on several sections: any of them. */
function isTouched(rule: string, base: DomainResult, proposed: DomainResult): boolean {
  const [section] = rule.split('/') as [string];
  const own = Object.keys(proposed.sections).includes(section) && section !== 'dns' && section !== 'domain';
  const names = own ? [section] : Object.keys(proposed.sections);
  return names.some((name) => factsText(base, name) !== factsText(proposed, name));
}

function factsText({ sections }: DomainResult, name: string): string {
  const section = sections[name as keyof typeof sections];
  return JSON.stringify(section !== undefined && 'facts' in section ? section.facts : null);
}
