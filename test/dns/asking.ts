import { type ClientOptions, createClient } from '../../src/dns/client/client.ts';
import type { AnyAnswer, OpenResolver } from '../../src/dns/index.ts';
import type { AnyRecord, ExtendedError, RecordType } from '../../src/dns/types.ts';
import type { Edns } from '../../src/dns/wire/index.ts';
import {
  type Behaviour,
  type NameServer,
  type Query,
  type Reply,
  startNameServer,
} from '../servers/name-server.ts';

/** Questions put to name servers that do what a test says. */

export type Answering = (query: Query) => Behaviour;

export interface Asked {
  client: OpenResolver;
  servers: NameServer[];
}

/** Long enough for the slowest machine; tests of silence give short ones. */
const PATIENT = { totalMs: 8000 };

/** Runs a test against servers, asked in this order, and ends them and the client. */
export async function withServers<T>(
  answering: readonly Answering[],
  test: (asked: Asked) => Promise<T>,
  options: Partial<ClientOptions> = {},
): Promise<T> {
  const servers = await Promise.all(answering.map((one) => startNameServer(one)));
  const client = createClient({
    servers: servers.map(({ server }) => server),
    timing: PATIENT,
    testServers: false,
    ...options,
  });
  try {
    return await test({ client, servers });
  } finally {
    await client.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** The answer to `example.com TXT`, or another question, from such servers. */
export function answerFrom(
  answering: Answering | readonly Answering[],
  options: Partial<ClientOptions> & { name?: string; type?: RecordType } = {},
): Promise<AnyAnswer> {
  const { name = 'example.com', type = 'TXT', ...clientOptions } = options;
  return withServers([answering].flat(), ({ client }) => client.ask(name, type), clientOptions);
}

export function txt(text: string, fields: Partial<AnyRecord> = {}): AnyRecord {
  return {
    name: 'example.com',
    type: 'TXT',
    class: 1,
    ttl: 300,
    data: { strings: [text] },
    ...fields,
  } as AnyRecord;
}

export function cname(name: string, target: string, ttl = 300): AnyRecord {
  return { name, type: 'CNAME', class: 1, ttl, data: { target } };
}

export const SOA: AnyRecord = {
  name: 'example.com',
  type: 'SOA',
  class: 1,
  ttl: 900,
  data: {
    mname: 'ns.example.com',
    rname: 'hostmaster.example.com',
    serial: 1,
    refresh: 3600,
    retry: 600,
    expire: 86400,
    minimum: 60,
  },
};

export function nsOf(name: string): AnyRecord {
  return { name, type: 'NS', class: 1, ttl: 300, data: { target: 'ns.example.net' } };
}

/** The EDNS part of a reply. */
export function edns(...errors: ExtendedError[]): Edns {
  return { udpSize: 1232, version: 0, dnssecOk: false, options: [], errors };
}

/** Correct, and easy to tell. */
export const GOOD: Reply = { answers: [txt('real')] };

/** Answers with the name that was asked for, so that a mix-up shows. */
export const named = ({ name }: Query): Reply => ({ answers: [txt(name, { name })] });

/** The same behaviour over UDP, or behind a truncated UDP answer over TCP. */
export const OVER: Record<'UDP' | 'TCP', (behaviour: Answering) => Answering> = {
  UDP: (behaviour) => behaviour,
  TCP: (behaviour) => (query) => (query.transport === 'udp' ? { flags: { tc: true } } : behaviour(query)),
};

/** What a test compares: the outcome without what it cost. */
export function outcome(answer: AnyAnswer): string {
  if (answer.status === 'present')
    return (answer.records as { strings: string[] }[]).map(({ strings }) => strings.join('')).join(' ');
  return answer.status === 'skipped' ? 'skipped' : `${answer.status} ${answer.reason}`;
}
