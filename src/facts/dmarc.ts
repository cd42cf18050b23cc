import { type AnswerTo, type Name, under } from '../dns/index.ts';
import type { ReportUri } from '../records/dmarc.ts';
import type { DkimFacts } from './dkim.ts';
import { type Effective, effectivePolicy, legacyPolicy } from './dmarc-effective.ts';
import { type External, gatherExternal, type PolicyPlace } from './dmarc-external.ts';
import { gatherKeys } from './dmarc-groundwork.ts';
import { gatherPolicy, gatherStep, type WalkStep } from './dmarc-walk.ts';
import type { Gathering } from './gathering.ts';
import { gatherHost, type Host } from './hosts.ts';
import { isUnknown } from './known.ts';
import { improbableName } from './probe.ts';
import { gatherRegistration, type Registration, registrableDomain } from './registered.ts';

/** A place that reports are sent to, and whether mail can arrive there. */
export interface ReportTarget {
  uri: ReportUri;
  tag: 'rua' | 'ruf';
  host: Name;
  mx: AnswerTo<'MX'>;
  addresses: Host;
  /** Asked only where the host does not exist. */
  registration?: Registration;
  /** Of mailboxes: nobody reports by other ways. */
  external?: External;
}

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
    reports,
    keys,
  };
}

function outcomeOf({ domain }: Effective): DmarcFacts['outcome'] {
  if (domain === 'unknown') return 'temperror';
  return domain === 'nothing' ? 'none' : 'policy';
}

/** RFC 7489 §6.6.3 asks twice at most: the domain, and its organizational domain by the Public Suffix List (§3.2). */
async function gatherLegacy(
  gathering: Gathering,
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

/** RFC 9989 C.7 sets no limit to the addresses of a record; ours keeps a hostile one from costing queries. */
const MAX_REPORTS = 10;

async function gatherReports(
  gathering: Gathering,
  walk: readonly WalkStep[],
  organizational: Name | 'unknown',
  policy: WalkStep | undefined,
): Promise<ReportTarget[]> {
  const record = policy?.record?.value;
  if (policy === undefined || record === undefined) return [];
  const place = { domain: policy.domain, organizational, walk };
  const uris = [
    ...record.rua.map((uri) => ({ uri, tag: 'rua' as const })),
    ...record.ruf.map((uri) => ({ uri, tag: 'ruf' as const })),
  ];
  const targets = uris.flatMap(({ uri, tag }) =>
    uri.valid && uri.host !== undefined ? [{ uri, tag, host: uri.host }] : [],
  );
  return Promise.all(targets.slice(0, MAX_REPORTS).map((target) => gatherReport(gathering, place, target)));
}

async function gatherReport(
  gathering: Gathering,
  place: PolicyPlace,
  target: Pick<ReportTarget, 'uri' | 'tag' | 'host'>,
): Promise<ReportTarget> {
  const [mx, addresses, external] = await Promise.all([
    gathering.ask(target.host, 'MX'),
    gatherHost(gathering, target.host),
    target.uri.scheme === 'mailto' ? gatherExternal(gathering, place, target.host) : undefined,
  ]);
  const gone = mx.status === 'absent' && mx.reason === 'nxdomain';
  const registration = gone ? await gatherRegistration(gathering, target.host) : undefined;
  return {
    ...target,
    mx,
    addresses,
    ...(registration && { registration }),
    ...(external && { external }),
  };
}
