import type { Step } from '../aliases.ts';
import { monotonicMs } from '../clock.ts';
import type { Name } from '../name.ts';
import type { RecordType } from '../types.ts';
import { type Asked, askServer } from './exchange.ts';
import { type Failed, moreTelling, NO_SERVER, type OpenTry, silence } from './failure.ts';
import { type Failure, interpret } from './interpret.ts';
import type { Lane } from './lane.ts';
import { Attempt, type Exchange, type Fault } from './transport/transport.ts';

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
/** Before the next try where the server has too much to do; milliseconds. */
const BREATH_MS = 250;

export interface LookupQuestion<T extends RecordType> extends Asked {
  name: Name;
  type: T;
}

interface Try extends OpenTry {
  sentAt: number;
  isOpen: boolean;
  /** How many were under way with the server when it was sent. */
  among: number;
  /** Its time has come and gone without an answer; it may still come. */
  isOverdue: boolean;
  holdsPlace: boolean;
}

/** What came of it: a step of resolution and the server that said it, or the failure that tells most. */
export type Outcome<T extends RecordType> = ({ step: Step<T>; lane: Lane } | { failure: Failed }) & {
  cost: Cost;
};

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

  /** Never begun, since whoever would ask has closed. */
  ended(): Promise<Outcome<T>> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.close();
    });
  }

  /** Ends it at once; it has failed then. */
  close(): void {
    this.#finish({ failure: { ...this.#failure, reason: 'timeout', detail: 'ended before an answer came' } });
  }

  #next(): void {
    const lane = this.#laneToTry();
    if (lane !== undefined) this.#enter(lane);
    else if (this.#openTries().length === 0) this.#finish({ failure: this.#failure });
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

  #openTries(): Try[] {
    return this.#tries.filter(({ isOpen }) => isOpen);
  }

  /** The time of a question begins when it first leaves, not while it waits for its turn. */
  #enter(lane: Lane): void {
    const place = lane.pace.enter();
    if (place === undefined) {
      this.#try(lane);
      return;
    }
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
    const one: Try = {
      lane,
      transport,
      attempt: new Attempt(),
      sentAt: now,
      among: lane.pace.under,
      isOpen: true,
      isOverdue: false,
      holdsPlace: true,
    };
    this.#tries.push(one);
    askServer(lane, this.#question, one.attempt, transport).then(
      (reply) => this.#heard(one, reply),
      this.#break,
    );
    // A question asked again into silence most often has no answer: it waits its turn, but not in the way of others.
    if (this.#openTries().length > 1) this.#leave(one);
    const due = lane.dueOver(transport) ?? this.#timing.firstMs;
    const wait = Math.min(this.#timing.mostMs, Math.max(this.#timing.leastMs, due)) * 2 ** earlier;
    this.#wakeIn(Math.min(wait, this.#deadline - now), one);
  }

  #wakeIn(ms: number, one?: Try): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookOnce(one), Math.max(1, Math.ceil(ms)));
  }

  /** Where this process was busy the answer may have come, unread: it is read before time is called. */
  #lookOnce(one: Try | undefined): void {
    const timer = this.#timer;
    setImmediate(() => {
      if (this.#end !== undefined && this.#timer === timer) this.#wake(one);
    });
  }

  #wake(one: Try | undefined): void {
    if (one?.isOpen) this.#overdue(one);
    // Timers may be early by a part of a millisecond.
    if (this.#deadline - monotonicMs() >= 1) this.#next();
    else this.#finish({ failure: moreTelling(this.#failure, this.#silence()) });
  }

  #leave(one: Try): void {
    if (one.holdsPlace) one.lane.pace.leave();
    one.holdsPlace = false;
  }

  #overdue(one: Try): void {
    one.isOverdue = true;
    this.#leave(one);
    one.lane.unanswered(one.transport, one.sentAt, false);
  }

  #heard(one: Try, reply: Exchange): void {
    one.isOpen = false;
    this.#leave(one);
    if (this.#end === undefined) return;
    if (reply.ok) this.#answered(one);
    else this.#faulted(one, reply);
    const { lane } = one;
    const result = reply.ok ? interpret(this.#question, reply.message, lane, this.cost) : faultOf(reply);
    if (result.kind === 'failure') this.#failed(one, result);
    else {
      lane.hasServed = true;
      this.#blameSilent(lane);
      this.#finish({ step: result, lane });
    }
  }

  /** One server knew the answer: it is not the question that keeps the others silent. */
  #blameSilent(lane: Lane): void {
    for (const other of this.#openTries()) if (other.lane !== lane && other.isOverdue) other.lane.putAside();
  }

  #failed({ lane, among, isOverdue }: Try, failure: Failure): void {
    this.#failure = moreTelling(this.#failure, { ...failure, source: lane.source });
    const isCrowded = failure.reason === 'refused' && lane.isCrowded(among);
    // A connection that breaks takes with it every try that waits on it: one fault.
    if (!isCrowded && !(isOverdue && failure.reason === 'unreachable')) this.#faults.push(lane);
    if (failure.reason === 'bogus') this.#finish({ failure: this.#failure });
    else if (isCrowded) this.#breathe(lane);
    else this.#next();
  }

  /** For want of room, it seems: no fault yet, and less at once. */
  #breathe({ pace }: Lane): void {
    pace.lost();
    this.#wakeIn(Math.min(BREATH_MS, this.#deadline - monotonicMs()));
  }

  #answered({ lane, transport, attempt, sentAt }: Try): void {
    const ms = monotonicMs() - sentAt;
    // An equal query, sent earlier and not answered, and this one soon: the earlier one was dropped on the way.
    const isSoon = ms < this.#timing.leastMs / 2;
    if (isSoon && this.#tries.some((other) => other.isOpen && other.lane === lane)) lane.lost();
    if (attempt.queries === 1) lane.answered(transport, ms);
  }

  #faulted({ lane, transport, sentAt }: Try, { reason }: Fault): void {
    lane.unanswered(transport, sentAt, reason === 'unreachable');
    if (reason === 'unreachable' || reason === 'tls') lane.putAside();
  }

  #silence(): Failed {
    return silence(this.#openTries(), this.#timing.totalMs, this.cost.anomalies);
  }

  #finish(said: { step: Step<T>; lane: Lane } | { failure: Failed }): void {
    const end = this.#end;
    if (end === undefined) return;
    this.#end = undefined;
    clearTimeout(this.#timer);
    for (const { isOpen, attempt } of this.#tries) if (isOpen) attempt.callOff(NOT_NEEDED);
    this.#ended(this);
    end('failure' in said ? { failure: said.failure, cost: this.cost } : { ...said, cost: this.cost });
  }
}

function faultOf({ reason, detail }: Fault): { kind: 'failure' } & Failure {
  return { kind: 'failure', reason, detail };
}

const NOT_NEEDED: Fault = { reason: 'timeout', detail: 'its answer is not needed any more' };
