import { followAliases, type Step } from './aliases.ts';
import { absentAnswer, failedAnswer, skippedAnswer } from './answer.ts';
import { monotonicMs } from './clock.ts';
import { Lane, type OpenTransport, TRANSPORTS } from './lane.ts';
import { type Cost, type Failed, Lookup, type LookUp, TIMING, type Timing } from './lookup.ts';
import type { Name } from './name.ts';
import { ResolverTest } from './resolver-test.ts';
import { type Server, serverLabel } from './server.ts';
import { behindServfail } from './servfail.ts';
import { isPublic } from './special-addresses.ts';
import type { TransportName } from './transport/transport.ts';
import type { AnswerTo, OpenResolver, RecordType } from './types.ts';

export interface ClientOptions {
  servers: readonly Server[];
  /** How long one question may take and when it is asked again, in milliseconds. */
  timing?: Partial<Timing>;
  /** Many domains will be asked for: one TCP connection carries them as soon as the server has answered over it. */
  bulk?: boolean;
  /** Questions under way at once with one server, at most. Default 256. */
  concurrencyPerServer?: number;
  /** False: it is not found out whether the servers validate or invent answers. Default true. */
  testServers?: boolean;
  /**
   * How the name server at an address is asked for what it knows itself; `undefined` for one that is not to be asked.
   * By default those on port 53 of public addresses are: strangers choose the address.
   */
  authorityAt?: (address: string) => Server | undefined;
  /** Other ways to servers; for tests. */
  transports?: Partial<Record<TransportName, OpenTransport>>;
}

/** A server of a zone answers from memory: what is not there soon does not come. Milliseconds. */
const DIRECT: Timing = { firstMs: 600, leastMs: 250, mostMs: 600, totalMs: 2000 };

/**
 * A stub resolver: asks the given servers and tells what they said, or exactly why nothing can be told.
 * `close` ends what is under way: it has failed then.
 */
export function createClient(options: ClientOptions): OpenResolver {
  const { testServers = true, authorityAt = publicAuthority } = options;
  const timing = { ...TIMING, ...options.timing };
  const laneTo = (server: Server, bulk: boolean): Lane =>
    new Lane(server, {
      bulk,
      transports: { ...TRANSPORTS, ...options.transports },
      concurrency: options.concurrencyPerServer,
      now: monotonicMs,
    });
  const lanes = options.servers.map((server) => laneTo(server, options.bulk ?? false));
  const authorities = new Map<string, Lane>();
  const running = new Set<Lookup<RecordType>>();
  const tests = new Map<Lane, ResolverTest>();
  let packets = 0;
  let isClosed = false;

  const lookUp: LookUp = (question, among, limits = timing) => {
    const lookup = new Lookup(question, among, limits, (ended) => {
      packets += ended.cost.tries;
      running.delete(ended as never);
    });
    running.add(lookup as never);
    const outcome = lookup.run();
    if (isClosed) lookup.close();
    return outcome;
  };

  for (const lane of lanes)
    tests.set(lane, new ResolverTest(lane, (question, limits) => lookUp(question, [lane], limits)));

  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const question = { name, type };
    const order = inOrder(lanes);
    if (testServers) for (const lane of order.slice(0, 1)) tests.get(lane)!.begin(type);
    const found = await lookUp(question, order);
    const known = 'failure' in found ? await behindServfail(question, found, lanes, lookUp) : found;
    const { cost } = known;
    if ('failure' in known) return { kind: 'answer', answer: failed(question, known.failure, cost) };
    const said = testServers ? await tests.get(known.lane)!.judge(question, known.step) : known;
    if ('failure' in said) return { kind: 'answer', answer: failed(question, said.failure, cost) };
    return cost === found.cost ? said.step : withCost(said.step, cost);
  }

  async function askAt<T extends RecordType>(name: Name, type: T, at: string): Promise<AnswerTo<T>> {
    const question = { name, type };
    const server = authorityAt(at);
    if (server === undefined) return { ...skippedAnswer(question, 'not-public'), at };
    const label = serverLabel(server);
    const lane = authorities.get(label) ?? laneTo(server, false);
    authorities.set(label, lane);
    const found = await lookUp({ ...question, recursionDesired: false }, [lane], DIRECT);
    if ('failure' in found) return { ...failed(question, found.failure, found.cost), at };
    const { step: said, cost } = found;
    if (said.kind === 'answer') return { ...said.answer, at };
    const { ttl, chain } = said;
    return { ...absentAnswer(question, 'nodata', said.source, { ttl, chain, ...cost }), at };
  }

  return {
    ask: (name, type, at) =>
      at === undefined ? followAliases({ name, type }, (target) => step(target, type)) : askAt(name, type, at),
    packets: () => packets,
    traits: () => lanes.map((lane) => ({ server: lane.source.server, ...tests.get(lane)!.traits() })),
    async close() {
      isClosed = true;
      for (const lookup of running) lookup.close();
      for (const lane of [...lanes, ...authorities.values()]) lane.close();
    },
  };
}

function publicAuthority(address: string): Server | undefined {
  return isPublic(address) ? { host: address, port: 53 } : undefined;
}

/** Servers as they were given; those that left questions to others come last for a while. */
function inOrder(lanes: readonly Lane[]): readonly Lane[] {
  if (!lanes.some(({ isAside }) => isAside)) return lanes;
  return lanes.toSorted((a, b) => Number(a.isAside) - Number(b.isAside));
}

function failed<T extends RecordType>(
  question: { name: Name; type: T },
  { reason, detail, source, ede }: Failed,
  cost: Cost,
): AnswerTo<T> {
  const security = reason === 'bogus' ? 'bogus' : 'unknown';
  return failedAnswer(question, { reason, detail }, source, { ...cost, security, ...(ede && { ede }) });
}

function withCost<T extends RecordType>(step: Step<T>, cost: Cost): Step<T> {
  return step.kind === 'alias' ? { ...step, ...cost } : { ...step, answer: { ...step.answer, ...cost } };
}
