import { nameKey } from '../dns/index.ts';
import type { DomainResult, Finding } from '../report/schema/report.ts';
import { worsening } from '../report/verdict.ts';
import type { ChangedSet } from './records.ts';

/** What a change does to a finding; `unknown`: one side could not be read, so nobody can tell whose it is. */
export type State = 'new' | 'worse' | 'unchanged' | 'better' | 'unknown';

export interface Comparison {
  /** What is found in the proposed records. */
  findings: { finding: Finding; state: State }[];
  /** What is found before the change and not after it. */
  fixed: Finding[];
  /** Found before the change; after it the rule could not be decided. */
  lost: Finding[];
}

/** `changed`: record sets that differ; what is found in one that was read on both sides is the change's own. */
export function compare(
  base: DomainResult,
  proposed: DomainResult,
  changed: readonly ChangedSet[] = [],
): Comparison {
  const pairs = pairsOf(base.findings, proposed.findings);
  const rules = new Set(base.findings.map(({ rule }) => rule));
  const unread = { before: undecidedRules(base), after: blockedRules(proposed) };
  const own = new Set(changed.filter((set) => set.before !== null).map(setKey));
  const isOpen = ({ rule, subject }: Finding): boolean =>
    unread.before.has(rule) && !own.has(setKey(subject));
  const kept = new Set(pairs.values());
  const gone = base.findings.filter((finding) => !kept.has(finding));
  return {
    findings: proposed.findings.map((finding) => ({
      finding,
      state: stageState(finding, rules) ?? stateOf(finding, pairs.get(finding), isOpen(finding)),
    })),
    fixed: gone.filter(({ rule }) => !unread.after.has(rule)),
    lost: gone.filter(({ rule }) => unread.after.has(rule)),
  };
}

/**
 * Findings are the same where their fingerprints are: rule, record set and key, never order or severity. A key may be a
 * place in the record, which an edit before it moves: what is left over is the same where it says the same.
 */
function pairsOf(before: readonly Finding[], after: readonly Finding[]): Map<Finding, Finding> {
  const pairs = new Map<Finding, Finding>();
  const free = new Set(before);
  const pairBy = (keyOf: (finding: Finding) => string): void => {
    for (const finding of after.filter((one) => !pairs.has(one))) {
      const same = [...free].find((one) => keyOf(one) === keyOf(finding));
      if (same === undefined) continue;
      pairs.set(finding, same);
      free.delete(same);
    }
  };
  pairBy(({ fingerprint }) => fingerprint);
  pairBy(({ rule, subject, message }) => JSON.stringify([rule, subject.name, subject.type, message]));
  return pairs;
}

/** Rules that call one thing by how bad it is, the worst first; those of one stage say as much in other words. */
const STAGES: readonly (readonly (readonly string[])[])[] = [
  [['spf/lookup-limit'], ['spf/lookup-near-limit']],
  [['spf/void-limit'], ['spf/void-lookup']],
  [['spf/all-pass'], ['spf/all-neutral', 'spf/all-missing']],
  [['dmarc/missing'], ['dmarc/p-none'], ['dmarc/p-quarantine']],
  [['mx/missing'], ['mx/implicit-a']],
];

/** Of a rule that did not fire before, where another one did of the same trouble, as bad or worse. */
function stageState({ rule }: Finding, before: ReadonlySet<string>): State | undefined {
  const stages = STAGES.find((list) => list.flat().includes(rule)) ?? [];
  const at = stages.findIndex((stage) => stage.includes(rule));
  if (at === -1 || before.has(rule)) return undefined;
  const fired = stages.findIndex((stage) => stage.some((other) => before.has(other)));
  if (fired === -1 || fired > at) return undefined;
  return fired === at ? 'unchanged' : 'better';
}

function setKey({ name, type }: Pick<ChangedSet, 'name'> & { type: string | null }): string {
  return `${nameKey(name)} ${type}`;
}

function stateOf(after: Finding, before: Finding | undefined, isOpen: boolean): State {
  if (before === undefined) return isOpen ? 'unknown' : 'new';
  const difference = worsening(before, after);
  if (difference === 0) return 'unchanged';
  return difference > 0 ? 'worse' : 'better';
}

/** What a rule would say for a role that nobody knows is not known either. */
function undecidedRules(base: DomainResult): Set<string> {
  const { mx, spf } = base.sections;
  const isUnread = mx?.facts.state === 'unknown' || spf?.facts.outcome === 'temperror';
  const isOpen = isUnread && base.posture?.role.value === 'unknown';
  const left = Object.values(base.sections).flatMap((section) => section?.rules.notApplicable ?? []);
  return new Set([...blockedRules(base), ...(isOpen ? left : [])]);
}

export function blockedRules({ sections }: DomainResult): Set<string> {
  return new Set(Object.values(sections).flatMap((section) => section?.rules.blocked ?? []));
}
