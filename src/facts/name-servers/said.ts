import { type AnyAnswer, type Name, questionKey, type RecordType } from '../../dns/index.ts';
import { printData } from '../../zone/index.ts';
import { shownName } from '../hosts.ts';
import type { NameServer, NameServerFacts, NameServerHost } from '../name-servers.ts';

/** What the rules on name servers read of what these said. */

/** Those that can be reached from here: nothing is said about the others. */
export function reached({ servers }: NameServerFacts): NameServer[] {
  return servers.filter(({ state }) => state !== 'not-reached');
}

export function notServing(servers: readonly NameServer[]): NameServer[] {
  return servers.filter(({ state }) => state === 'lame' || state === 'silent');
}

type DeadHost = NameServerHost & { state: 'nxdomain' | 'no-address' };

/** Names of name servers that lead to no server. */
export function deadHosts({ hosts }: NameServerFacts): DeadHost[] {
  return hosts.filter((host): host is DeadHost => host.state === 'nxdomain' || host.state === 'no-address');
}

const SHOWN = 3;

/** `ns1.example.com (192.0.2.53) says REFUSED, ns2.example.com (192.0.2.54) does not answer` */
export function lameWords(servers: readonly NameServer[]): string {
  const words = servers
    .slice(0, SHOWN)
    .map((server) => `${shownName(server.host)} (${server.address}) ${saidOf(server)}`);
  return `${words.join(', ')}${servers.length > SHOWN ? ` and ${servers.length - SHOWN} more` : ''}`;
}

function saidOf({ soa, state }: NameServer): string {
  if (state === 'silent') return 'does not answer';
  if (soa.status === 'absent') return 'denies that there is such a zone';
  if (soa.status !== 'failed') return 'serves it';
  return soa.reason === 'lame' ? soa.detail.replace(/^it /, '') : `says ${soa.detail}`;
}

/** A record set of which the servers have different versions, and who has which. */
interface Disagreement {
  name: Name;
  type: RecordType;
  versions: { words: string; hosts: Name[] }[];
}

/** Servers that did not answer are no version. */
export function disagreements({ servers }: NameServerFacts): Disagreement[] {
  const sets = new Map<string, Disagreement>();
  for (const { host, mail } of servers) {
    for (const answer of mail === undefined ? [] : [mail.mx, mail.txt, mail.dmarc]) {
      if (answer.status !== 'present' && answer.status !== 'absent') continue;
      const { name, type } = answer;
      const set = sets.get(questionKey(name, type)) ?? { name, type, versions: [] };
      sets.set(questionKey(name, type), set);
      const words = versionOf(answer);
      const version = set.versions.find((one) => one.words === words);
      if (version === undefined) set.versions.push({ words, hosts: [host] });
      else if (!version.hosts.includes(host)) version.hosts.push(host);
    }
  }
  return [...sets.values()].filter(({ versions }) => versions.length > 1);
}

function versionOf(answer: AnyAnswer): string {
  const chain = answer.chain.map(({ to }) => `CNAME ${shownName(to)}`);
  const records =
    answer.status === 'present' ? answer.records.map((data) => printData(answer.type, data as never)) : [];
  return [...chain, ...records].join(' and ') || 'none';
}

/** The servers that were asked for what needs TCP, and those of them that answered over UDP alone. */
export function largeByTcp({ servers }: NameServerFacts): { asked: NameServer[]; failing: NameServer[] } {
  const asked = servers.filter(({ large }) => large !== undefined);
  const failing = asked.filter(({ large }) => large?.status === 'failed' && large.reason === 'truncated');
  return { asked, failing };
}
