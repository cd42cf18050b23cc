import { setMaxListeners } from 'node:events';
import { followAliases, type Step } from './aliases.ts';
import { failedAnswer } from './answer.ts';
import { askServer } from './exchange.ts';
import { type Failure, type Interpretation, interpret } from './interpret.ts';
import type { Name } from './name.ts';
import { semaphore } from './semaphore.ts';
import { type Server, serverLabel } from './server.ts';
import { exchangeTcp } from './transport/tcp.ts';
import type { Transport } from './transport/transport.ts';
import { exchangeUdp } from './transport/udp.ts';
import type { FailureReason, OpenResolver, RecordType } from './types.ts';

export interface ClientOptions {
  servers: readonly Server[];
  /**
   * How long each try may take, in milliseconds; as many tries as numbers, over the servers in turn. Where a try must
   * go over to TCP, that may take as long again.
   */
  tryTimeoutsMs?: readonly number[];
  /** Questions under way at once with one server. */
  concurrencyPerServer?: number;
  udp?: Transport;
  tcp?: Transport;
}

/** Five seconds of silence in all: reliability before speed, and below the deadline of one audit. */
const TRY_TIMEOUTS_MS = [1000, 1500, 2500];
/** The first wave of one audit, and of a few more: what waits in line here costs a round trip. */
const CONCURRENCY = 256;

/**
 * A stub resolver: asks the given servers and tells what they said, or exactly why nothing can be told.
 * `close` ends what is under way: it has failed then.
 */
export function createClient(options: ClientOptions): OpenResolver {
  const timeouts = options.tryTimeoutsMs ?? TRY_TIMEOUTS_MS;
  const wire = { udp: options.udp ?? exchangeUdp, tcp: options.tcp ?? exchangeTcp };
  const lanes = options.servers.map((server) => ({
    server,
    source: { server: serverLabel(server) },
    enter: semaphore(options.concurrencyPerServer ?? CONCURRENCY),
  }));
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  async function step<T extends RecordType>(name: Name, type: T): Promise<Step<T>> {
    const question = { name, type };
    const cost = { tries: 0, anomalies: 0 };
    let failure: Failed = NO_SERVER;
    for (const [round, timeoutMs] of timeouts.entries()) {
      const lane = lanes[round % lanes.length];
      if (lane === undefined) break;
      const bounds = { timeoutMs, signal: closing.signal };
      const reply = await lane.enter(() => askServer(wire, lane.server, question, bounds));
      cost.tries += reply.queries;
      cost.anomalies += reply.anomalies;
      const result: Interpretation<T> = reply.ok
        ? interpret(question, reply.message, lane.source, cost)
        : { kind: 'failure', reason: reply.reason, detail: reply.detail };
      if (result.kind !== 'failure') return result;
      failure = moreTelling(failure, { ...result, source: lane.source });
      if (result.reason === 'bogus' || closing.signal.aborted) break;
    }
    return { kind: 'answer', answer: failed(question, failure, cost) };
  }

  return {
    ask: (name, type) => followAliases({ name, type }, (target) => step(target, type)),
    async close() {
      closing.abort();
    },
  };
}

type Failed = Failure & { source: { server: string } };

const NO_SERVER: Failed = {
  reason: 'unreachable',
  detail: 'this system names no server to ask; give --server',
  source: { server: 'none' },
};

/** Of several failures the one that tells most is reported: a server that spoke tells more than one that did not. */
const TELLING: FailureReason[] = [
  'unreachable',
  'timeout',
  'malformed',
  'refused',
  'rcode',
  'lame',
  'ambiguous',
  'truncated',
  'servfail',
  'bogus',
];

function moreTelling(a: Failed, b: Failed): Failed {
  return TELLING.indexOf(b.reason) >= TELLING.indexOf(a.reason) ? b : a;
}

function failed<T extends RecordType>(
  question: { name: Name; type: T },
  { reason, detail, source, ede }: Failed,
  cost: { tries: number; anomalies: number },
) {
  const security = reason === 'bogus' ? 'bogus' : 'unknown';
  return failedAnswer(question, { reason, detail }, source, { ...cost, security, ...(ede && { ede }) });
}
