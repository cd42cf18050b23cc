import { followAliases, type Step } from '../aliases.ts';
import { absentAnswer, failedAnswer, skippedAnswer } from '../answer.ts';
import { monotonicMs } from '../clock.ts';
import type { Name } from '../name.ts';
import { isPublic } from '../special-addresses.ts';
import type { AnswerTo, OpenResolver, RecordType, ResolverTraits } from '../types.ts';
import type { Failed } from './failure.ts';
import { Lane, type OpenTransport, TRANSPORTS } from './lane.ts';
import { type Cost, type LookUp, Lookup, type Outcome, TIMING, type Timing } from './lookup.ts';
import { ResolverTest } from './resolver-test.ts';
import { type Server, serverLabel } from './server.ts';
import { behindServfail } from './servfail.ts';
import type { TransportName } from './transport/transport.ts';
import { UnderWay } from './under-way.ts';

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
  return new Client(options);
}

class Client implements OpenResolver {
  readonly #options: ClientOptions;
  readonly #timing: Timing;
  readonly #lanes: readonly Lane[];
  readonly #tests: Map<Lane, ResolverTest>;
  readonly #authorities = new Map<string, Lane>();
  readonly #running = new UnderWay<{ close(): void }>();
  #lookups = 0;
  readonly #isTesting: boolean;
  #packets = 0;
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#isTesting = options.testServers ?? true;
    this.#lanes = options.servers.map((server) => this.#laneTo(server, options.bulk ?? false));
    this.#tests = new Map(
      this.#lanes.map((lane) => [
        lane,
        new ResolverTest(lane, (question, limits) => this.#lookUp(question, [lane], limits)),
      ]),
    );
  }

  ask<T extends RecordType>(name: Name, type: T, at?: string): Promise<AnswerTo<T>> {
    if (at !== undefined) return this.#askAt({ name, type }, at);
    return followAliases({ name, type }, (target) => this.#step({ name: target, type }));
  }

  packets(): number {
    return this.#packets;
  }

  traits(): ResolverTraits[] {
    return [...this.#tests].map(([{ source }, test]) => ({ server: source.server, ...test.traits() }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const lookup of this.#running.takeAll()) lookup.close();
    for (const lane of [...this.#lanes, ...this.#authorities.values()]) lane.close();
  }

  #laneTo(server: Server, bulk: boolean): Lane {
    const { transports, concurrencyPerServer: concurrency } = this.#options;
    return new Lane(server, {
      bulk,
      transports: { ...TRANSPORTS, ...transports },
      concurrency,
      now: monotonicMs,
    });
  }

  readonly #lookUp: LookUp = (question, among, limits = this.#timing) => {
    const number = this.#lookups++;
    const lookup = new Lookup(question, among, limits, ({ cost }) => {
      this.#packets += cost.tries;
      this.#running.delete(number);
    });
    if (this.#isClosed) return lookup.ended();
    this.#running.add(number, lookup);
    return lookup.run();
  };

  #step<T extends RecordType>(question: { name: Name; type: T }): Promise<Step<T>> {
    const lanes = inOrder(this.#lanes);
    if (this.#isTesting && lanes[0] !== undefined) this.#tests.get(lanes[0])!.begin(question.type);
    return this.#lookUp(question, lanes).then((found) =>
      'step' in found &&
      !(this.#isTesting && this.#tests.get(found.lane)!.concerns(question.type, found.step))
        ? found.step
        : this.#examined(question, found),
    );
  }

  /** What a failure may hide, and what a resolver may have made up. */
  async #examined<T extends RecordType>(
    question: { name: Name; type: T },
    found: Outcome<T>,
  ): Promise<Step<T>> {
    const known =
      'failure' in found ? await behindServfail(question, found, this.#lanes, this.#lookUp) : found;
    const { cost } = known;
    if ('failure' in known) return { kind: 'answer', answer: failed(question, known.failure, cost) };
    const said = this.#isTesting
      ? await this.#tests.get(known.lane)!.judge(question.type, known.step)
      : known;
    if ('failure' in said) return { kind: 'answer', answer: failed(question, said.failure, cost) };
    return cost === found.cost ? said.step : withCost(said.step, cost);
  }

  async #askAt<T extends RecordType>(question: { name: Name; type: T }, at: string): Promise<AnswerTo<T>> {
    const server = (this.#options.authorityAt ?? publicAuthority)(at);
    if (server === undefined) return { ...skippedAnswer(question, 'not-public'), at };
    const lane = this.#authority(server);
    const found = await this.#lookUp({ ...question, recursionDesired: false }, [lane], DIRECT);
    // A long run asks very many servers a question or two each.
    lane.rest();
    const { cost } = found;
    if ('failure' in found) return { ...failed(question, found.failure, cost), at };
    const { step } = found;
    if (step.kind === 'answer') return { ...step.answer, at };
    const { ttl, chain, source } = step;
    return { ...absentAnswer(question, 'nodata', source, { ttl, chain, ...cost }), at };
  }

  #authority(server: Server): Lane {
    const label = serverLabel(server);
    const lane = this.#authorities.get(label) ?? this.#laneTo(server, false);
    // The one longest unused goes first: a long run meets many.
    this.#authorities.delete(label);
    this.#authorities.set(label, lane);
    if (this.#authorities.size > MOST_AUTHORITIES) {
      const [oldest] = this.#authorities.keys();
      this.#authorities.delete(oldest!);
    }
    return lane;
  }
}

const MOST_AUTHORITIES = 2000;

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
  { reason, detail, source, ede, referral }: Failed,
  cost: Cost,
): AnswerTo<T> {
  const security = reason === 'bogus' ? 'bogus' : 'unknown';
  return failedAnswer(question, { reason, detail }, source, {
    ...cost,
    security,
    ...(ede && { ede }),
    ...(referral && { referral }),
  });
}

function withCost<T extends RecordType>(step: Step<T>, cost: Cost): Step<T> {
  return step.kind === 'alias' ? { ...step, ...cost } : { ...step, answer: { ...step.answer, ...cost } };
}
