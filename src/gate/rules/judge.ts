import type { AuditOptions, Evaluation } from '../../audit.ts';
import type { Name } from '../../dns/index.ts';
import { findingOf } from '../../report/result.ts';
import type { Finding } from '../../report/schema/report.ts';
import type { Change, ChangeRule } from './change-rule.ts';
import { changeRules } from './index.ts';

/** What only the comparison shows: it is the change's own, so it is new. */
export function changeFindings(
  base: Evaluation,
  proposed: Evaluation,
  { ignore = [], suppress = () => null }: Pick<AuditOptions, 'ignore' | 'suppress'>,
  isNamed: (name: Name) => boolean = () => false,
): Finding[] {
  const { domain } = proposed.result;
  const change = { domain, before: base.facts, after: proposed.facts, isNamed } as Change;
  const ledger = proposed.facts.lookups?.answers ?? [];
  return changeRules
    .filter(({ id }) => !ignore.includes(id))
    .flatMap((rule) =>
      [...(rule as ChangeRule).check(change)].map((hit) => findingOf(domain, rule, hit, ledger)),
    )
    .map((finding) => ({ ...finding, state: 'new' as const, suppression: suppress(finding, domain) }));
}
