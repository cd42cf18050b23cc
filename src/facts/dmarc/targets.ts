import { type AnswerTo, isWithin, type Name, nameKey } from '../../dns/index.ts';
import type { DmarcRecord, ReportUri } from '../../records/dmarc.ts';
import type { Gathering } from '../gathering.ts';
import { gatherHost, type Host } from '../hosts.ts';
import { gatherRegistration, type Registration } from '../registered.ts';
import { type External, gatherExternal, type PolicyPlace } from './external.ts';
import { type WalkStep, walkDomains } from './walk.ts';

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

type Named = Pick<ReportTarget, 'uri' | 'tag' | 'host'>;

export async function gatherReports(
  gathering: Gathering,
  walk: readonly WalkStep[],
  organizational: Name | 'unknown',
  policy: WalkStep | undefined,
): Promise<{ reports: ReportTarget[]; unasked: number }> {
  const record = policy?.record?.value;
  if (policy === undefined || record === undefined) return { reports: [], unasked: 0 };
  const place = { domain: policy.domain, organizational, walk };
  const targets = targetsOf(record);
  const asked = affordable(targets, place);
  const reports = await Promise.all(asked.map((target) => gatherReport(gathering, place, target)));
  return { reports, unasked: targets.length - asked.length };
}

function targetsOf({ rua, ruf }: DmarcRecord): Named[] {
  const uris = [
    ...rua.map((uri) => ({ uri, tag: 'rua' as const })),
    ...ruf.map((uri) => ({ uri, tag: 'ruf' as const })),
  ];
  return uris.flatMap(({ uri, tag }) =>
    uri.valid && uri.host !== undefined ? [{ uri, tag, host: uri.host }] : [],
  );
}

/** RFC 9989 C.7 sets no limit to the addresses of a record; ours keep a hostile one from costing work and questions. */
const MOST_TARGETS = 10;
const MOST_QUESTIONS = 30;
/** MX, both addresses, leave to send reports there, and the registry. */
const QUESTIONS_OF_HOST = 5;

/** The first targets whose hosts cost few enough questions together. */
function affordable(targets: readonly Named[], place: PolicyPlace): Named[] {
  const hosts = new Set<string>();
  let left = MOST_QUESTIONS;
  const first = targets.slice(0, MOST_TARGETS);
  const end = first.findIndex(({ host }) => {
    if (!hosts.has(nameKey(host))) left -= QUESTIONS_OF_HOST + walkCost(host, place);
    hosts.add(nameKey(host));
    return left < 0;
  });
  return end === -1 ? first : first.slice(0, end);
}

/** Of a host within the organisation the tree is walked too, as far as it was not yet. */
function walkCost(host: Name, { organizational, walk }: PolicyPlace): number {
  if (organizational === 'unknown' || !isWithin(host, organizational)) return 0;
  const walked = new Set(walk.map(({ domain }) => nameKey(domain)));
  return walkDomains(host).filter((name) => !walked.has(nameKey(name))).length;
}

async function gatherReport(gathering: Gathering, place: PolicyPlace, target: Named): Promise<ReportTarget> {
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
