import type { DomainResult, Finding } from '../report/schema/report.ts';
import { worsening } from '../report/verdict.ts';

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

/** Findings are the same where their fingerprints are: rule, record set and key, never words, order or severity. */
export function compare(base: DomainResult, proposed: DomainResult): Comparison {
  const before = new Map(base.findings.map((finding) => [finding.fingerprint, finding]));
  const after = new Set(proposed.findings.map(({ fingerprint }) => fingerprint));
  const stages = new Set(base.findings.map(({ rule }) => rule));
  const unread = { before: blockedRules(base), after: blockedRules(proposed) };
  const gone = base.findings.filter(({ fingerprint }) => !after.has(fingerprint));
  return {
    findings: proposed.findings.map((finding) => ({
      finding,
      state: isRelief(finding, stages)
        ? 'better'
        : stateOf(finding, before.get(finding.fingerprint), unread.before),
    })),
    fixed: gone.filter(({ rule }) => !unread.after.has(rule)),
    lost: gone.filter(({ rule }) => unread.after.has(rule)),
  };
}

/** Rules that call one thing by how bad it is, the worst first: of each list one fires. */
const STAGES: readonly (readonly string[])[] = [
  ['spf/lookup-limit', 'spf/lookup-near-limit'],
  ['spf/all-pass', 'spf/all-neutral'],
  ['dmarc/missing', 'dmarc/p-none', 'dmarc/p-quarantine'],
  ['mx/missing', 'mx/implicit-a'],
];

/** True where the change lifts something from a worse stage to this one. */
function isRelief({ rule }: Finding, before: ReadonlySet<string>): boolean {
  const stages = STAGES.find((list) => list.includes(rule)) ?? [];
  return !before.has(rule) && stages.slice(0, stages.indexOf(rule)).some((worse) => before.has(worse));
}

function stateOf(after: Finding, before: Finding | undefined, unread: ReadonlySet<string>): State {
  if (before === undefined) return unread.has(after.rule) ? 'unknown' : 'new';
  const difference = worsening(before, after);
  if (difference === 0) return 'unchanged';
  return difference > 0 ? 'worse' : 'better';
}

export function blockedRules({ sections }: DomainResult): Set<string> {
  return new Set(Object.values(sections).flatMap((section) => section?.rules.blocked ?? []));
}
