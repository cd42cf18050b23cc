import type { Step } from './aliases.ts';
import { monotonicMs } from './clock.ts';
import { type Asked, askServer } from './exchange.ts';
import { type Failure, interpret } from './interpret.ts';
import type { Lane } from './lane.ts';
import type { Name } from './name.ts';
import { Attempt, type Exchange, type Fault, type TransportName } from './transport/transport.ts';
import type { FailureReason, RecordType } from './types.ts';

/** How long one question may take; milliseconds. */
export interface Timing {
  /** Before the next try, where the server has not been heard yet. */
  firstMs: number;
  /** Least and most before the next try, whatever was measured. */
  leastMs: number;
  mostMs: number;
  /** In all. */
  totalMs: number;
}

/** Five seconds of silence in all: reliability before speed, and below the deadline of one audit. */
export const TIMING: Timing = { firstMs: 1000, leastMs: 250, mostMs: 2000, totalMs: 5000 };

/** Tries of one question; and after how many faults no other is made, at one server and in all. */
const MOST_TRIES = 5;
const FAULTS_EACH = 2;
const FAULTS = 3;

export interface LookupQuestion<T extends RecordType> extends Asked {
  name: Name;
  type: T;
}

interface Try {
  lane: Lane;
  transport: TransportName;
  attempt: Attempt;
  sentAt: number;
  /** Its time has come and gone without an answer; it may still come. */
  isOverdue: boolean;
}

export type Failed = Failure & { source: { server: string } };
/** What came of it: a step of resolution and the server that said it, or the failure that tells most. */
export type Outcome<T extends RecordType> = ({ step: Step<T>; lane: Lane } | { failure: Failed }) & { cost: Cost };

/** What it took: packets sent, and packets thrown away because they could not belong to the question. */
export interface Cost {
  tries: number;
  anomalies: number;
}

/** Puts one question to some servers. */
export type LookUp = <T extends RecordType>(
  question: LookupQuestion<T>,
  among: readonly Lane[],
  limits?: Timing,
) => Promise<Outcome<T>>;

/**
 * One question to several servers. A try is not given up when the next one begins: until the time is over the first
 * proper answer counts, from whichever try it comes.
 */
export class Lookup<T extends RecordType> {
  readonly #question: LookupQuestion<T>;
  readonly #lanes: readonly Lane[];
  readonly #timing: Timing;
  readonly #tries: Try[] = [];
  readonly #open = new Set<Try>();
  /** The servers of the tries that ended in a fault. */
  readonly #faults: Lane[] = [];
  #failure: Failed = NO_SERVER;
  #deadline = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #end: ((outcome: Outcome<T>) => void) | undefined;
  readonly #ended: (lookup: Lookup<T>) => void;
  #break: (error: unknown) => void = () => {};

  constructor(
    question: LookupQuestion<T>,
    lanes: readonly Lane[],
    timing: Timing,
    ended: (lookup: Lookup<T>) => void,
  ) {
    this.#ended = ended;
    this.#question = question;
    this.#lanes = lanes;
    this.#timing = timing;
  }

  run(): Promise<Outcome<T>> {
    return new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#break = reject;
      this.#next();
    });
  }

  /** Over all tries so far. */
  get cost(): Cost {
    const cost = { tries: 0, anomalies: 0 };
    for (const { attempt } of this.#tries) {
      cost.tries += attempt.queries;
      cost.anomalies += attempt.anomalies;
    }
    return cost;
  }

  /** Ends it at once; it has failed then. */
  close(): void {
    this.#finish({ failure: { ...this.#failure, reason: 'timeout', detail: 'ended before an answer came' } });
  }

  #next(): void {
    const lane = this.#laneToTry();
    if (lane !== undefined) this.#enter(lane);
    else if (this.#open.size === 0) this.#finish({ failure: this.#failure });
    else this.#wakeIn(this.#deadline - monotonicMs());
  }

  /** The server that was tried least, in their order; none where all that is sensible was tried. */
  #laneToTry(): Lane | undefined {
    if (this.#tries.length >= Math.max(MOST_TRIES, this.#lanes.length)) return undefined;
    if (this.#faults.length >= Math.max(FAULTS, this.#lanes.length)) return undefined;
    let least: Lane | undefined;
    for (const lane of this.#lanes) {
      if (this.#faults.filter((one) => one === lane).length >= FAULTS_EACH) continue;
      if (least === undefined || this.#triesAt(lane) < this.#triesAt(least)) least = lane;
    }
    return least;
  }

  #triesAt(lane: Lane): number {
    return this.#tries.reduce((count, one) => (one.lane === lane ? count + 1 : count), 0);
  }

  /** The time of a question begins when it first leaves, not while it waits for its turn. */
  #enter(lane: Lane): void {
    const place = lane.pace.enter();
    if (place === undefined) return this.#try(lane);
    if (this.#deadline !== Number.POSITIVE_INFINITY) this.#wakeIn(this.#deadline - monotonicMs());
    void place.then(() => {
      if (this.#end === undefined) lane.pace.leave();
      else this.#try(lane);
    });
  }

  #try(lane: Lane): void {
    const now = monotonicMs();
    if (this.#tries.length === 0) this.#deadline = now + this.#timing.totalMs;
    const earlier = this.#triesAt(lane);
    const transport = lane.transportFor(earlier);
    const one: Try = { lane, transport, attempt: new Attempt(), sentAt: now, isOverdue: false };
    this.#tries.push(one);
    this.#open.add(one);
    askServer(lane, this.#question, one.attempt, transport).then((reply) => this.#heard(one, reply), this.#break);
    const due = lane.dueOver(transport) ?? this.#timing.firstMs;
    const wait = Math.min(this.#timing.mostMs, Math.max(this.#timing.leastMs, due)) * 2 ** earlier;
    this.#wakeIn(Math.min(wait, this.#deadline - now), one);
  }

  #wakeIn(ms: number, one?: Try): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(one), Math.max(1, Math.ceil(ms)));
  }

  #wake(one: Try | undefined): void {
    if (one !== undefined && this.#open.has(one)) this.#overdue(one);
    // Timers may be early by a part of a millisecond.
    if (this.#deadline - monotonicMs() >= 1) return this.#next();
    this.#finish({ failure: this.#moreTelling(this.#silence()) });
  }

  #overdue(one: Try): void {
    one.isOverdue = true;
    one.lane.pace.leave();
    one.lane.unanswered(one.transport, one.sentAt, false);
  }

  #heard(one: Try, reply: Exchange): void {
    this.#open.delete(one);
    if (!one.isOverdue) one.lane.pace.leave();
    if (this.#end === undefined) return;
    if (reply.ok) this.#answered(one);
    else this.#faulted(one, reply);
    const { source } = one.lane;
    const result = reply.ok ? interpret(this.#question, reply.message, one.lane, this.cost) : faultOf(reply);
    if (result.kind !== 'failure') return this.#finish({ step: result, lane: one.lane });
    // A connection that breaks takes with it every try that waits on it: one fault.
    if (!one.isOverdue || result.reason !== 'unreachable') this.#faults.push(one.lane);
    this.#failure = this.#moreTelling({ ...result, source });
    if (result.reason === 'bogus') this.#finish({ failure: this.#failure });
    else this.#next();
  }

  #answered({ lane, transport, attempt, sentAt }: Try): void {
    const ms = monotonicMs() - sentAt;
    for (const other of this.#open) {
      // An equal query, sent earlier and not answered, and this one soon: the earlier one was dropped on the way.
      if (other.lane === lane && ms < this.#timing.leastMs / 2) lane.lost();
      else if (other.lane !== lane && other.isOverdue) other.lane.putAside();
    }
    if (attempt.queries === 1) lane.answered(transport, ms);
  }

  #faulted({ lane, transport, sentAt }: Try, { reason }: Fault): void {
    lane.unanswered(transport, sentAt, reason === 'unreachable');
    if (reason === 'unreachable' || reason === 'tls') lane.putAside();
  }

  /** Time is up: what to say of the tries that are still open. */
  #silence(): Failed {
    const silent = [...this.#open];
    const last = silent.find(({ attempt }) => attempt.soFar !== undefined) ?? silent.at(-1);
    const time = `within ${this.#timing.totalMs / 1000} s`;
    if (last === undefined) return { ...NO_SERVER, reason: 'timeout', detail: `it could not be asked ${time}` };
    const { source } = last.lane;
    const { anomalies } = this.cost;
    const ignored =
      anomalies === 0 ? '' : `; ignored: ${anomalies} ${anomalies === 1 ? 'packet' : 'packets'} for another question`;
    const { soFar } = last.attempt;
    if (soFar !== undefined) return { ...soFar, detail: `${soFar.detail} no answer ${time}${ignored}`, source };
    const over = [...new Set(silent.map(({ transport }) => transport))].toSorted().toReversed().join(' and ');
    return { reason: 'timeout', detail: `no answer over ${over} ${time}${ignored}`, source };
  }

  #moreTelling(failure: Failed): Failed {
    return TELLING.indexOf(failure.reason) >= TELLING.indexOf(this.#failure.reason) ? failure : this.#failure;
  }

  #finish(said: { step: Step<T>; lane: Lane } | { failure: Failed }): void {
    const end = this.#end;
    if (end === undefined) return;
    this.#end = undefined;
    clearTimeout(this.#timer);
    for (const { attempt } of this.#open) attempt.callOff(NOT_NEEDED);
    this.#ended(this);
    end('failure' in said ? { failure: said.failure, cost: this.cost } : { ...said, cost: this.cost });
  }
}

function faultOf({ reason, detail }: Fault): { kind: 'failure' } & Failure {
  return { kind: 'failure', reason, detail };
}

const NOT_NEEDED: Fault = { reason: 'timeout', detail: 'its answer is not needed any more' };

const NO_SERVER: Failed = {
  reason: 'unreachable',
  detail: 'this system names no server to ask; give --server',
  source: { server: 'none' },
};

/** Of several failures the one that tells most is reported: a server that spoke tells more than one that did not. */
const TELLING: FailureReason[] = [
  'unreachable',
  'timeout',
  'tls',
  'http',
  'malformed',
  'forged',
  'refused',
  'rcode',
  'lame',
  'ambiguous',
  'truncated',
  'filtered',
  'servfail',
  'bogus',
];
