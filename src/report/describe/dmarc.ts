import { under } from '../../dns/index.ts';
import type { Effective } from '../../facts/dmarc/effective.ts';
import { authorisationOf, type External } from '../../facts/dmarc/external.ts';
import { reachBlockers, unreachable } from '../../facts/dmarc/reports.ts';
import type { ReportTarget } from '../../facts/dmarc/targets.ts';
import type { DmarcFacts } from '../../facts/dmarc.ts';
import type { FactsOf } from './facts-of.ts';

export function describeDmarc(facts: DmarcFacts): FactsOf<'dmarc'> {
  const { outcome, walk, policy, organizationalDomain, effective, legacy, reports, unasked } = facts;
  return {
    outcome,
    record: policy?.record?.text ?? null,
    policyDomain: policy?.domain ?? null,
    organizationalDomain: organizationalDomain === 'unknown' ? null : organizationalDomain,
    effectivePolicy: effective.domain,
    effective: describeEffective(effective),
    legacy: describeEffective(legacy),
    legacyPolicyDomain: legacyRecordOf(facts)?.domain ?? null,
    walk: walk.map(({ domain, answer, records }) => ({
      name: under('_dmarc', domain),
      status: answer.status,
      records,
    })),
    reports: reports.flatMap((target) => (target.external ? [describeReport(target, target.external)] : [])),
    unasked,
  };
}

/** RFC 7489 §6.6.3: the domain's own record, else that of the registered domain. */
function legacyRecordOf({ walk: [own], legacyStep }: DmarcFacts) {
  return [own, legacyStep].find((step) => step !== undefined && step.records.length > 0);
}

function describeReport(target: ReportTarget, external: External): FactsOf<'dmarc'>['reports'][number] {
  const { uri, tag, host } = target;
  return {
    tag,
    address: uri.address ?? uri.text,
    host,
    takesMail: reachBlockers(target).length > 0 ? 'unknown' : unreachable(target) === undefined,
    authorisation: authorisationOf(external),
    authorisedBy: external.answer === undefined ? null : (external.name ?? null),
  };
}

function describeEffective({ domain, subdomains, nonexistent, percent }: Effective) {
  return { domain, subdomains, nonexistent, percent: percent ?? null };
}
