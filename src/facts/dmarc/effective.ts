import { type AnswerTo, isWithin, type Name, sameName } from '../../dns/index.ts';
import { type DmarcRecord, effectivePolicies, legacyPolicies, type Policy } from '../../records/dmarc.ts';
import { isUnknown } from '../known.ts';
import type { WalkStep } from './walk.ts';

/** What receivers are asked to do; `nothing` where no DMARC processing takes place. */
export type Requested = Policy | 'nothing' | 'unknown';

/** For mail in the name of the domain itself, of a subdomain that exists, of one that does not. */
export interface Effective {
  domain: Requested;
  subdomains: Requested;
  nonexistent: Requested;
  /** RFC 7489 receivers apply the policy to so many per cent of the messages only. */
  percent?: number;
}

interface View {
  domain: Name;
  walk: readonly WalkStep[];
  organizational: Name | 'unknown';
  policy: WalkStep | undefined;
  probe: AnswerTo<'TXT'>;
  apex: AnswerTo<'TXT'>;
}

type Tag = 'p' | 'sp' | 'np';

/** RFC 9989 §4.10.1: `p` of the name's own record, else `sp` or `np` of the record above it. */
export function effectivePolicy(view: View): Effective {
  return {
    domain: forDomain(view),
    subdomains: forSubdomains(view, 'sp'),
    nonexistent: forNonexistent(view),
  };
}

function forDomain({ domain, organizational, policy, apex }: View): Requested {
  if (policy === undefined) return organizational === 'unknown' ? 'unknown' : 'nothing';
  if (sameName(policy.domain, domain)) return requested(policy, 'p');
  const sp = requested(policy, 'sp');
  const np = requested(policy, 'np');
  // Whether the name exists matters only where the two differ (§3.2.13: NXDOMAIN alone is non-existence).
  if (sp === np) return sp;
  if (isUnknown(apex)) return 'unknown';
  return apex.status === 'absent' && apex.reason === 'nxdomain' ? np : sp;
}

/**
 * A subdomain without a record of its own walks up past the audited domain: a record there counts for it only where
 * that domain is the organizational one.
 */
function forSubdomains({ walk, organizational }: View, tag: Tag): Requested {
  if (organizational === 'unknown') return 'unknown';
  const deciding =
    walk.find(({ domain, record }) => record && sameName(domain, organizational)) ??
    walk.find(({ record }) => record?.value.psd === 'y');
  return deciding ? requested(deciding, tag) : 'nothing';
}

/** Receivers see non-existence by NXDOMAIN alone; where a wildcard or compact denial answers, they take `sp`. */
function forNonexistent(view: View): Requested {
  const np = forSubdomains(view, 'np');
  const sp = forSubdomains(view, 'sp');
  if (np === sp) return np;
  if (isUnknown(view.probe)) return 'unknown';
  return view.probe.status === 'absent' && view.probe.reason === 'nxdomain' ? np : sp;
}

/** The policy of a record after its `t` tag: testing lowers it by one step (RFC 9989 §4.7). */
function requested({ record }: WalkStep, tag: Tag): Requested {
  const policies = effectivePolicies(record!.value);
  if (policies === null) return 'nothing';
  return record!.value.t === 'y' ? oneStepLower(policies[tag]) : policies[tag];
}

function oneStepLower(policy: Policy): Policy {
  return policy === 'reject' ? 'quarantine' : 'none';
}

/** What an RFC 7489 receiver does; it knows no `np`, `t` and `psd`, and stops at duplicate records (§6.6.3 step 5). */
export function legacyPolicy(domain: Name, own: WalkStep, organizational: WalkStep): Effective {
  const above = isWithin(domain, organizational.domain) && !sameName(domain, organizational.domain);
  const self = legacyRequested(own, above ? organizational : undefined, 'p');
  const subdomains = above
    ? legacyRequested(organizational, undefined, 'sp')
    : legacyRequested(own, undefined, 'sp');
  const deciding: DmarcRecord | undefined =
    own.record?.value ?? (above ? organizational.record?.value : undefined);
  const percent = deciding?.pct;
  return {
    domain: self,
    subdomains,
    nonexistent: subdomains,
    ...(percent !== undefined && percent < 100 && { percent }),
  };
}

function legacyRequested(step: WalkStep, fallback: WalkStep | undefined, tag: 'p' | 'sp'): Requested {
  if (isUnknown(step.answer)) return 'unknown';
  if (step.records.length === 0) return fallback ? legacyRequested(fallback, undefined, 'sp') : 'nothing';
  const policies = step.record ? legacyPolicies(step.record.value) : null;
  return policies === null ? 'nothing' : policies[tag];
}
