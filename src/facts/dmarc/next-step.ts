import { type DmarcRecord, type Policy, parseDmarc } from '../../records/dmarc.ts';
import type { DmarcFacts } from '../dmarc.ts';
import type { RoleFacts } from '../role.ts';
import type { SpfFacts } from '../spf.ts';
import { type Edit, spliced } from '../text-edit.ts';
import { groundwork } from './groundwork.ts';
import { nobodySends, type Proposal, policyTag, replacing } from './proposal.ts';
import type { DecidingRecord } from './record.ts';

/** How a policy that is in use is raised: only where nothing of the owner's own is lost by it. */

interface Observed {
  domain: string;
  dmarc: DmarcFacts;
  role: RoleFacts;
  spf: SpfFacts;
}

const POLICY_RANK: Record<Policy, number> = { none: 0, quarantine: 1, reject: 2 };

/**
 * The next step up: one at a time (RFC 9989 §7.4), and all the way where nothing sends. A policy for subdomains that
 * is written as low as the domain's own rises with it, as one that is not written does.
 */
export function nextStep(
  { record }: Pick<DecidingRecord, 'record'>,
  { domain, role }: Pick<Observed, 'domain' | 'role'>,
): Proposal | undefined {
  const { value, text } = record;
  const quiet = role.quiet;
  const isLast = quiet || (value.p === 'quarantine' && value.t !== 'y');
  const policy: Policy = isLast ? 'reject' : 'quarantine';
  const testing = value.tags.find(({ name }) => name.toLowerCase() === 't');
  const end: Edit[] = value.t === 'y' && testing ? [{ span: testing.valueSpan, text: 'n' }] : [];
  const after = parseDmarc(spliced(text, [...raised(value, policy, quiet), ...end]));
  // A record with mistakes is put right first: what its reports do not show cannot be judged.
  if (after.value.p !== policy || after.faults.length > 0) return undefined;
  if (quiet) return { text: after.text, ...nobodySends(domain, role) };
  const lists = isLast ? ', and does nobody post to mailing lists in it' : '';
  return { text: after.text, question: `${PASSES}${lists}?` };
}

const PASSES = 'Do the reports show that all of your own mail passes SPF or DKIM in the domain’s name';

function raised(value: DmarcRecord, policy: Policy, all: boolean): Edit[] {
  const missing = value.p === undefined ? policyTag(value) : undefined;
  const low = value.tags.filter(({ name }) => {
    const written = { p: value.p, sp: value.sp, np: value.np }[name.toLowerCase()];
    if (written === undefined) return false;
    return POLICY_RANK[written] < POLICY_RANK[policy] && (all || written === value.p);
  });
  const edits = low.map(({ valueSpan: span }) => ({ span, text: policy as string }));
  return missing ? [...edits, { ...missing, text: missing.text === 'p' ? 'p' : `; p=${policy}` }] : edits;
}

/** The changes of {@link nextStep}, or what has to be done before them. */
export function steppingUp(deciding: DecidingRecord, observed: Observed) {
  const step = raising(deciding, observed, nextStep(deciding, observed));
  return observed.role.quiet
    ? { fix: 'Nothing is sent in the domain’s name: ask for reject.', ...step }
    : step;
}

/** The changes that have all of a policy applied which is written for a part of the mail, or as a test. */
export function applyingAll(deciding: DecidingRecord, observed: Observed, text: string) {
  return raising(deciding, observed, { text, question: `${PASSES}?` });
}

/** What others than the audited name rest on is not known here. */
function raising(deciding: DecidingRecord, observed: Observed, proposal: Proposal | undefined) {
  if (deciding.step !== observed.dmarc.walk[0]) return {};
  const { lacking, open } = observed.role.quiet ? NOTHING_NEEDED : groundwork(observed);
  if (lacking.length === 0) return open ? {} : replacing(deciding, proposal);
  return {
    fix: `First ${lacking.join(', and ')}; raise the policy once the reports show that your mail passes.`,
  };
}

const NOTHING_NEEDED = { lacking: [], open: false };
