import { type AnswerTo, type Name, nameKey } from '../../dns/index.ts';
import type { ReportUri } from '../../records/tls-rpt.ts';
import { reachBlockers, unreachable } from '../dmarc/reports.ts';
import type { Gathering } from '../gathering.ts';
import { blockersOf, gatherHost, type Host, hostState } from '../hosts.ts';
import { gatherRegistration, type Registration } from '../registered.ts';

/** A host that reports are sent to: as mail, or to its web server. */
export interface TlsReportTarget {
  host: Name;
  scheme: 'mailto' | 'https';
  uris: ReportUri[];
  /** Of mail only. */
  mx?: AnswerTo<'MX'>;
  addresses: Host;
  /** Asked only where the host does not exist. */
  registration?: Registration;
}

/** A record may name hundreds; each host costs up to four questions. */
const MOST_TARGETS = 8;

export async function gatherTargets(
  gathering: Gathering,
  uris: readonly ReportUri[],
): Promise<{ targets: TlsReportTarget[]; unasked: number }> {
  const groups = new Map<string, ReportUri[]>();
  for (const uri of uris) {
    if (!uri.valid || uri.host === undefined) continue;
    const key = `${uri.scheme} ${nameKey(uri.host)}`;
    groups.set(key, [...(groups.get(key) ?? []), uri]);
  }
  const asked = [...groups.values()].slice(0, MOST_TARGETS);
  const targets = await Promise.all(asked.map((group) => gatherTarget(gathering, group)));
  return { targets, unasked: groups.size - asked.length };
}

async function gatherTarget(gathering: Gathering, uris: ReportUri[]): Promise<TlsReportTarget> {
  const [{ host = '', scheme } = {} as ReportUri] = uris;
  const isMail = scheme === 'mailto';
  const [mx, addresses] = await Promise.all([
    isMail ? gathering.ask(host, 'MX') : undefined,
    gatherHost(gathering, host),
  ]);
  const gone = hostState(addresses) === 'nxdomain' && mx?.status !== 'present';
  const registration = gone ? await gatherRegistration(gathering, host) : undefined;
  return {
    host,
    scheme: isMail ? 'mailto' : 'https',
    uris,
    ...(mx && { mx }),
    addresses,
    ...(registration && { registration }),
  };
}

/** Why no report can arrive there; nothing where one may. */
export function deadTarget({ mx, addresses }: TlsReportTarget): string | undefined {
  if (mx !== undefined) return unreachable({ mx, addresses });
  const state = hostState(addresses);
  if (state === 'nxdomain') return 'does not exist';
  return state === 'no-address' ? 'has no address' : undefined;
}

/** The failed lookups that leave that open. */
export function targetBlockers({ mx, addresses }: TlsReportTarget) {
  return mx === undefined ? blockersOf(addresses) : reachBlockers({ mx, addresses });
}
