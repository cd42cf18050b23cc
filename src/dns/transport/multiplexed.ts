import { randomId } from '../random.ts';
import {
  type Accept,
  type Attempt,
  type Exchange,
  type Fault,
  MAX_ANOMALIES,
  type Transport,
  type TransportName,
} from './transport.ts';

/** A socket or a connection: carries messages and knows nothing of what they mean. */
export interface Link {
  send(message: Uint8Array): void;
  close(): void;
  /** Whether it keeps the process alive: while something is under way on it. */
  hold(on: boolean): void;
}

/** What a link reports: messages, and once that it is gone. */
export interface LinkEvents {
  received(message: Buffer): void;
  gone(fault: Fault): void;
}

export interface LinkKind {
  name: TransportName;
  open(events: LinkEvents): Link;
  /** Queries that one link carries in its life, at most. */
  queriesPerLink: number;
  /** Links in use at once, at most; another one is opened where all have so many queries under way. */
  links: { most: number; busyAt: number };
}

interface Pending {
  query: Uint8Array;
  accept: Accept;
  attempt: Attempt;
  anomalies: number;
  /** A link that has served others has closed under it once. */
  sentAgain: boolean;
  end(exchange: Exchange): void;
}

/** Exchanges over links, many at a time, told apart by their ids (RFC 7766 §6.2.1, RFC 5452 §9.2). */
export function multiplexed(kind: LinkKind): Transport {
  /** Those that take new queries, and all that live. */
  let inUse: Carrier[] = [];
  const carriers = new Set<Carrier>();
  let { queriesPerLink } = kind;

  function carry(pending: Pending): void {
    const carrier = idlest() ?? opened();
    carrier.add(pending);
    if (carrier.sent >= queriesPerLink) drop(carrier);
  }

  function idlest(): Carrier | undefined {
    const { most, busyAt } = kind.links;
    let least: Carrier | undefined;
    for (const carrier of inUse)
      if (least === undefined || carrier.underWay < least.underWay) least = carrier;
    const isBusy = least !== undefined && least.underWay >= busyAt && inUse.length < most;
    return isBusy ? undefined : least;
  }

  function opened(): Carrier {
    const carrier = new Carrier(kind, gone, isNeeded);
    carriers.add(carrier);
    inUse.push(carrier);
    return carrier;
  }

  function drop(carrier: Carrier): void {
    inUse = inUse.filter((one) => one !== carrier);
  }

  /** Whether a link without queries under way is kept for the next one: what carries nothing more only costs its server. */
  function isNeeded(carrier: Carrier): boolean {
    return inUse.includes(carrier);
  }

  /** RFC 7766 §6.2.4: queries that were open when a working connection closed are sent again on a new one, once. */
  function gone(carrier: Carrier, left: Pending[], fault: Fault): void {
    carriers.delete(carrier);
    drop(carrier);
    // Servers end a connection after so many queries; learnt from one that broke, it may be less than they would take.
    if (left.length > 0 && carrier.answered > 0) queriesPerLink = Math.min(queriesPerLink, carrier.answered);
    else if (carrier.sent >= queriesPerLink)
      queriesPerLink = Math.min(kind.queriesPerLink, 2 * queriesPerLink);
    for (const pending of left) {
      if (carrier.answered === 0 || pending.sentAgain || pending.attempt.isOver)
        pending.end({ ok: false, ...fault });
      else {
        pending.sentAgain = true;
        carry(pending);
      }
    }
  }

  return {
    name: kind.name,
    exchange(query, accept, attempt) {
      return new Promise((end) => {
        carry({ query, accept, attempt, anomalies: 0, sentAgain: false, end });
      });
    },
    renew() {
      const before = inUse;
      inUse = [];
      for (const carrier of before) carrier.retire();
    },
    close() {
      for (const carrier of carriers)
        carrier.close({ reason: 'timeout', detail: 'ended before an answer came' });
    },
  };
}

/** Ids that are remembered after their exchange, so that a late or second reply is known for what it is. */
const MOST_SPENT = 4096;

/** One link and the exchanges under way on it. */
class Carrier {
  sent = 0;
  answered = 0;
  readonly #kind: LinkKind;
  readonly #link: Link;
  readonly #gone: (carrier: Carrier, left: Pending[], fault: Fault) => void;
  readonly #isNeeded: (carrier: Carrier) => boolean;
  readonly #pending = new Map<number, Pending>();
  readonly #spent = new Set<number>();
  #closed = false;

  constructor(
    kind: LinkKind,
    gone: (carrier: Carrier, left: Pending[], fault: Fault) => void,
    isNeeded: (carrier: Carrier) => boolean,
  ) {
    this.#kind = kind;
    this.#gone = gone;
    this.#isNeeded = isNeeded;
    this.#link = kind.open({
      received: (message) => this.#received(message),
      gone: (fault) => this.close(fault),
    });
  }

  get underWay(): number {
    return this.#pending.size;
  }

  add(pending: Pending): void {
    const id = this.#freeId();
    const { query, attempt } = pending;
    query[0] = id >> 8;
    query[1] = id & 0xff;
    this.sent++;
    if (this.#pending.size === 0) this.#link.hold(true);
    this.#pending.set(id, pending);
    this.#link.send(query);
    attempt.begin((fault) => this.#end(id, { ok: false, ...fault }));
  }

  /** It is not the current one any more: ends as soon as nothing is under way on it. */
  retire(): void {
    if (this.#pending.size === 0) this.close(NOT_NEEDED);
  }

  /** The link is gone, or is not wanted any more. */
  close(fault: Fault): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#link.close();
    const left = [...this.#pending.values()];
    this.#pending.clear();
    this.#gone(this, left, fault);
  }

  #freeId(): number {
    for (;;) {
      const id = randomId();
      if (!this.#pending.has(id) && !this.#spent.has(id)) return id;
    }
  }

  #received(message: Buffer): void {
    const id = message.length < 2 ? -1 : message.readUInt16BE();
    const pending = this.#pending.get(id);
    // A late reply, or the second one, to a question that has had its answer: nobody forges what is not open.
    if (pending === undefined && this.#spent.has(id)) return;
    const reply = pending?.accept(message);
    if (reply === undefined) {
      for (const [someId, one] of pending ? [[id, pending] as const] : this.#pending)
        this.#strange(someId, one);
    } else {
      this.answered++;
      this.#end(id, reply.ok ? reply : { ok: false, reason: 'malformed', detail: reply.problem });
    }
  }

  #strange(id: number, pending: Pending): void {
    pending.anomalies++;
    pending.attempt.anomalies++;
    if (pending.anomalies < MAX_ANOMALIES) return;
    const fault = strangers(this.#kind.name, pending.anomalies);
    this.#end(id, { ok: false, ...fault });
    // Over a connection it is the server itself that talks nonsense, and it may go on for ever.
    if (this.#kind.name !== 'UDP') this.close(fault);
  }

  #end(id: number, exchange: Exchange): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (this.#spent.size >= MOST_SPENT) this.#spent.clear();
    this.#spent.add(id);
    pending.end(exchange);
    if (this.#pending.size > 0) return;
    if (this.#isNeeded(this)) this.#link.hold(false);
    else this.close(NOT_NEEDED);
  }
}

const NOT_NEEDED: Fault = { reason: 'unreachable', detail: 'not needed any more' };

/** Nobody can put packets into a connection: there it is the server itself that says other things. */
function strangers(name: TransportName, packets: number): Fault {
  const detail = `${packets} packets came that were no answer to the question`;
  return { reason: name === 'UDP' ? 'forged' : 'malformed', detail };
}
