import { type AnyAnswer, addressOctets, type Name } from '../dns/index.ts';
import type { SmtpAnswer } from '../net/index.ts';
import type { Gathering } from './gathering.ts';
import { addressesOf, type Host } from './hosts.ts';
import { isUnknown } from './known.ts';
import { distinctExchanges, isProof } from './mx/exchange.ts';
import type { MxFacts } from './mx.ts';
import { gatherSubmission, type SubmissionFacts } from './smtp/submission.ts';

/** What one server at one address showed of itself on port 25. */
export interface SmtpServer {
  host: Name;
  address: string;
  session: SmtpAnswer;
  /** Tried only where STARTTLS works. */
  oldTls?: SmtpAnswer;
  pipelined?: SmtpAnswer;
}

export interface SmtpHost {
  name: Name;
  preference: number;
  servers: SmtpServer[];
  /** Addresses beyond the most that are spoken to. */
  unasked: number;
}

export interface SmtpFacts {
  state: MxFacts['state'];
  /** In the order of preference. */
  hosts: SmtpHost[];
  /** Hosts beyond the most that are spoken to. */
  unasked: number;
  /** Failed lookups that may hide servers. */
  hidden: AnyAnswer[];
  submission: SubmissionFacts;
  /** By which the dates of certificates are judged. */
  now: Date;
}

/** Senders try the preferred ones; what is true of five is most often true of all. */
const MOST_HOSTS = 5;
const MOST_ADDRESSES = 4;

export async function gatherSmtp(gathering: Gathering): Promise<SmtpFacts> {
  const mx = await gathering.fact('mx');
  const all = receivers(mx);
  const asked = all.slice(0, MOST_HOSTS);
  const [hosts, submission] = await Promise.all([
    Promise.all(asked.map((host) => speakTo(gathering, host))),
    gatherSubmission(gathering, mx),
  ]);
  return {
    state: mx.state,
    hosts,
    unasked: all.length - asked.length,
    hidden: [mx.answer, ...asked.flatMap(({ a, aaaa }) => [a, aaaa])].filter(isUnknown),
    submission,
    now: gathering.declared.now ?? new Date(),
  };
}

function receivers(mx: MxFacts): (Host & { preference: number })[] {
  if (mx.state === 'implicit') return [{ preference: 0, ...mx.own }];
  return distinctExchanges(mx).filter(({ name }) => !isProof(name));
}

async function speakTo(gathering: Gathering, host: Host & { preference: number }): Promise<SmtpHost> {
  const addresses = bothFamilies(addressesOf(host));
  const asked = addresses.slice(0, MOST_ADDRESSES);
  return {
    name: host.name,
    preference: host.preference,
    servers: await Promise.all(asked.map((address) => serverAt(gathering, host.name, address))),
    unasked: addresses.length - asked.length,
  };
}

/** In turn one of IPv4 and one of IPv6, so that a limit leaves both. */
function bothFamilies(addresses: readonly string[]): string[] {
  const v4 = addresses.filter((address) => addressOctets(address)?.length === 4);
  const v6 = addresses.filter((address) => addressOctets(address)?.length === 16);
  const longest = Math.max(v4.length, v6.length);
  return Array.from({ length: longest }, (_, index) => [v4[index], v6[index]])
    .flat()
    .filter((address) => address !== undefined);
}

/** What more there is to be asked is asked only of who answers, and has TLS to be asked about. */
async function serverAt({ smtp }: Gathering, name: Name, address: string): Promise<SmtpServer> {
  const request = { name, address, port: 25 } as const;
  const session = await smtp({ ...request, probe: 'session' });
  const server = { host: name, address, session };
  if (session.status !== 'answered' || session.security.state !== 'established') return server;
  const isOld = /^TLSv1(?:\.1)?$/.test(session.security.tls.version);
  // First what weighs more: time may run out.
  const pipelined = await smtp({ ...request, probe: 'pipelined' });
  const oldTls = isOld ? undefined : await smtp({ ...request, probe: 'old-tls' });
  return { ...server, pipelined, ...(oldTls && { oldTls }) };
}
