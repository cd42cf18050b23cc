import { audit } from '../../src/audit.ts';
import { type ClientOptions, createClient } from '../../src/dns/client/client.ts';
import type { Timing } from '../../src/dns/client/lookup.ts';
import { type AnyAnswer, questionKey, type ResolverTraits, serverLabel } from '../../src/dns/index.ts';
import type { Question } from '../../src/dns/types.ts';
import { FULL, type Section } from '../../src/facts/index.ts';
import type { DomainResult } from '../../src/report/schema/report.ts';
import type { Answering } from '../dns/asking.ts';
import { type NameServer, type NameServerOptions, startNameServer } from '../servers/name-server.ts';
import { DOMAIN, SELECTORS } from './healthy.ts';
import { turn, watched } from './turn.ts';
import { ASKED, OPENED, serverFor, type Way } from './ways.ts';

/** Soon asked again, and long enough for whatever is answered at all on whatever machine. */
export const TIMING: Timing = { firstMs: 40, leastMs: 40, mostMs: 40, totalMs: 15_000 };

export interface Scenario {
  way: Way;
  /** A server for each, asked in this order. */
  answering: readonly Answering[];
  /** The question that goes wrong; its answer may take all the time there is. */
  question?: Question | undefined;
  /** Guesses at selectors go to the server too. */
  guesses?: boolean;
  /** Default: the healthy one. */
  domain?: string;
  /** Declared by the owner. Default: those of the healthy zone. */
  selectors?: readonly string[];
  /** Default: all of `full`. */
  sections?: readonly Section[];
  client?: Partial<ClientOptions>;
  server?: NameServerOptions;
}

export interface Ran {
  result: DomainResult;
  answers: Map<string, AnyAnswer>;
  /** Labels of the servers, as the report has them. */
  labels: string[];
  servers: NameServer[];
  traits: ResolverTraits[];
}

/** A full audit against servers in this process. */
export async function run({
  way,
  answering,
  question,
  guesses,
  domain = DOMAIN,
  selectors = SELECTORS,
  sections = FULL,
  client: options,
  server,
}: Scenario): Promise<Ran> {
  const end = await turn();
  const servers = await Promise.all(
    answering.map((one) => startNameServer(one, { ...OPENED[way], ...server })),
  );
  const asked = servers.map((one) => serverFor(way, one));
  const client = createClient({ servers: asked, timing: TIMING, ...ASKED[way], ...options });
  try {
    // The connection of a long run stands when its second domain begins.
    if (way === 'TCP') await client.ask('example.net', 'TXT');
    const kept = question && questionKey(question.name, question.type);
    const { resolver, answers } = watched(client, { kept, guesses }, end);
    const result = await audit(domain, resolver, { sections, declared: { selectors } });
    return { result, answers, servers, labels: asked.map(serverLabel), traits: client.traits() };
  } finally {
    end();
    await client.close();
    await Promise.all(servers.map((one) => one.close()));
  }
}
