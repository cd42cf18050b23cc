import { type AnswerTo, type DataOf, isWithin, type Name, ROOT, under } from '../../dns/index.ts';
import type { SmtpAnswer } from '../../net/index.ts';
import type { Gathering } from '../gathering.ts';
import { addressesOf, blockersOf, gatherHost, type Host, hostState } from '../hosts.ts';
import { type Asked, isUnknown, recordsOf } from '../known.ts';
import { distinctExchanges } from '../mx/exchange.ts';
import type { MxFacts } from '../mx.ts';
import { askedOfSmtp, unreadTls } from './servers.ts';

/** RFC 8314 §3.3: TLS from the first octet on 465, STARTTLS on 587. */
export const SUBMISSION_PORTS = { submissions: 465, submission: 587 } as const;
export type SubmissionService = keyof typeof SUBMISSION_PORTS;

/** A server that people hand in their mail to. */
export interface SubmissionServer {
  service: SubmissionService;
  /** Its SRV record names it; else it is tried because the domain's own mail server may be it. */
  isPublished: boolean;
  port: number;
  host: Host;
  /** Missing where it has no address, or a port that is not spoken to. */
  session?: SmtpAnswer;
}

export interface SubmissionFacts {
  /** `_submissions._tcp` and `_submission._tcp` (RFC 6186 §3.1, RFC 8314 §5.1). */
  srv: Record<SubmissionService, AnswerTo<'SRV'>>;
  servers: SubmissionServer[];
}

/** Those that SRV records name. */
export function publishedIn({ servers }: SubmissionFacts): SubmissionServer[] {
  return servers.filter(({ isPublished }) => isPublished);
}

/** SRV records that were not read, and servers named by others that did not answer. */
export function unreadSubmission(submission: SubmissionFacts): Asked[] {
  const published = publishedIn(submission);
  const sessions = published.flatMap(({ session }) => session ?? []);
  return [
    ...Object.values(submission.srv).filter(isUnknown),
    ...published.flatMap(({ host }) => blockersOf(host)),
    ...sessions.filter(isUnknown).map(askedOfSmtp),
    ...sessions.flatMap(unreadTls),
  ];
}

/** Some SRV record names a server, or may. */
export function mayBePublished({ servers, srv }: SubmissionFacts): boolean {
  return servers.some(({ isPublished }) => isPublished) || Object.values(srv).some(isUnknown);
}

const SERVICES = Object.keys(SUBMISSION_PORTS) as SubmissionService[];
const MOST_SERVERS = 2;

export async function gatherSubmission(gathering: Gathering, mx: MxFacts): Promise<SubmissionFacts> {
  const [submissions, submission] = await Promise.all(
    SERVICES.map((service) => gathering.ask(under(`_${service}._tcp`, gathering.domain), 'SRV')),
  );
  const srv = { submissions: submissions!, submission: submission! };
  const published = SERVICES.flatMap((service) => targetsOf(srv[service]).map((data) => ({ service, data })));
  const isSilent = SERVICES.every((service) => srv[service].status === 'absent');
  const servers = await Promise.all([
    ...published.map(async ({ service, data: { port, target } }) =>
      spokenTo(gathering, { service, isPublished: true, port, host: await gatherHost(gathering, target) }),
    ),
    ...(isSilent ? ownServers(mx, gathering.domain) : []).map((server) => spokenTo(gathering, server)),
  ]);
  return { srv, servers };
}

/** The preferred ones; the root as target says that the service is not there (RFC 6186 §3.4). */
function targetsOf(answer: AnswerTo<'SRV'>): DataOf<'SRV'>[] {
  return recordsOf(answer)
    .filter(({ target }) => target !== ROOT)
    .toSorted((a, b) => a.priority - b.priority || (a.target < b.target ? -1 : 1))
    .slice(0, MOST_SERVERS);
}

/** Where people hand in mail is not in the DNS then; only the domain's own servers are worth a try. */
function ownServers(mx: MxFacts, domain: Name): SubmissionServer[] {
  const hosts = mx.state === 'implicit' ? [mx.own] : distinctExchanges(mx);
  const own = hosts.filter((host) => isWithin(host.name, domain) && hostState(host) === 'alive');
  return own
    .slice(0, MOST_SERVERS)
    .flatMap((host) =>
      SERVICES.map((service) => ({ service, isPublished: false, port: SUBMISSION_PORTS[service], host })),
    );
}

/** One address is enough to know how it is set up. Other ports than the usual ones are nobody's to choose but ours. */
async function spokenTo(gathering: Gathering, server: SubmissionServer): Promise<SubmissionServer> {
  const { service, host } = server;
  const port = SUBMISSION_PORTS[service];
  const [address] = addressesOf(host);
  if (address === undefined || server.port !== port) return server;
  const session = await gathering.smtp({ name: host.name, address, port, probe: 'session' });
  return { ...server, session };
}
