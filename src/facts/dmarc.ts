import { type AnswerTo, type Name, under } from '../dns/index.ts';
import type { DkimFacts } from './dkim.ts';
import { type Effective, effectivePolicy, legacyPolicy } from './dmarc/effective.ts';
import { gatherKeys } from './dmarc/groundwork.ts';
import { gatherReports, type ReportTarget } from './dmarc/targets.ts';
import { gatherPolicy, gatherStep, type WalkStep } from './dmarc/walk.ts';
import type { Gathering } from './gathering.ts';
import { isUnknown } from './known.ts';
import { improbableName } from './probe.ts';
import { gatherRegistration, type Registration, registrableDomain } from './registered.ts';

export interface DmarcFacts {
  /** `policy`: a record decides; `none`: no DMARC processing; `temperror`: a failed lookup leaves it open. */
  outcome: 'policy' | 'none' | 'temperror';
  walk: WalkStep[];
  /** The step whose record decides for the audited name. */
  policy?: WalkStep;
  organizationalDomain: Name | 'unknown';
  effective: Effective;
  /** The same for a receiver that follows RFC 7489. */
  legacy: Effective;
  /** Where such a receiver looks last: at the registered domain, by the Public Suffix List. */
  legacyStep: WalkStep;
  /** A name that does not exist, as receivers see it: proof for `np`. */
  probe: AnswerTo<'TXT'>;
  /** The TXT set of the domain itself. */
  apex: AnswerTo<'TXT'>;
  /** Where a record without its underscore, or with the zone's name twice, would stand; asked where there is none. */
  misplaced: AnswerTo<'TXT'>[];
  /** Asked only where `_dmarc` is an alias to a name that does not exist. */
  registration?: Registration;
  reports: ReportTarget[];
  /** How many report addresses there are beyond the most that are looked at. */
  unasked: number;
  /** Whether there are DKIM keys, as far as the next step of the domain's own policy needs to know. */
  keys: DkimFacts['status'];
}

export async function gatherDmarc(gathering: Gathering): Promise<DmarcFacts> {
  const { domain, ask } = gathering;
  const [{ walk, organizational, policy }, probe, apex] = await Promise.all([
    gatherPolicy(gathering),
    ask(improbableName(domain, 'np'), 'TXT'),
    ask(domain, 'TXT'),
  ]);
  const own = walk[0]!;
  const view = { domain, walk, organizational, policy, probe, apex };
  const effective = effectivePolicy(view);
  const [{ legacy, legacyStep }, misplaced, registration, reports, keys] = await Promise.all([
    gatherLegacy(gathering, walk),
    gatherMisplaced(gathering, own),
    gatherAliasRegistration(gathering, own),
    gatherReports(gathering, walk, organizational, policy),
    gatherKeys(gathering, own),
  ]);
  return {
    outcome: outcomeOf(effective),
    walk,
    ...(policy && { policy }),
    organizationalDomain: organizational,
    effective,
    legacy,
    legacyStep,
    probe,
    apex,
    misplaced,
    ...(registration && { registration }),
    ...reports,
    keys,
  };
}

function outcomeOf({ domain }: Effective): DmarcFacts['outcome'] {
  if (domain === 'unknown') return 'temperror';
  return domain === 'nothing' ? 'none' : 'policy';
}

/** RFC 7489 §6.6.3 asks twice at most: the domain, and its organizational domain by the Public Suffix List (§3.2). */
export async function gatherLegacy(
  gathering: Pick<Gathering, 'ask' | 'domain'>,
  walk: readonly WalkStep[],
): Promise<Pick<DmarcFacts, 'legacy' | 'legacyStep'>> {
  const { domain } = gathering;
  const organizational = (await registrableDomain(domain)) ?? domain;
  const legacyStep =
    walk.find((candidate) => candidate.domain === organizational) ??
    (await gatherStep(gathering, organizational));
  return { legacy: legacyPolicy(domain, walk[0]!, legacyStep), legacyStep };
}

async function gatherMisplaced({ domain, ask }: Gathering, own: WalkStep): Promise<AnswerTo<'TXT'>[]> {
  if (own.records.length > 0 || isUnknown(own.answer)) return [];
  return Promise.all([ask(under('dmarc', domain), 'TXT'), ask(under(`_dmarc.${domain}`, domain), 'TXT')]);
}

async function gatherAliasRegistration(
  gathering: Gathering,
  { answer }: WalkStep,
): Promise<Registration | undefined> {
  const target =
    answer.status === 'absent' && answer.reason === 'nxdomain' ? answer.chain.at(-1)?.to : undefined;
  return target === undefined ? undefined : gatherRegistration(gathering, target);
}
