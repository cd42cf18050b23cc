import { randomId } from '../random.ts';
import { UnderWay } from '../under-way.ts';
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
  /** A link without queries under way stays open for the next one. */
  staysOpen: boolean;
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
  const links = new Links(kind);
  return {
    name: kind.name,
    exchange: (query, accept, attempt) => links.exchange(query, accept, attempt),
    renew: () => links.renew(),
    close: () => links.close(),
  };
}

class Links {
  readonly #kind: LinkKind;
  /** Those that take new queries, and all that live. */
  #inUse: Carrier[] = [];
  readonly #carriers = new Set<Carrier>();
  #queriesPerLink: number;

  constructor(kind: LinkKind) {
    this.#kind = kind;
    this.#queriesPerLink = kind.queriesPerLink;
  }

  exchange(query: Uint8Array, accept: Accept, attempt: Attempt): Promise<Exchange> {
    return new Promise((end) => {
      this.#carry({ query, accept, attempt, anomalies: 0, sentAgain: false, end });
    });
  }

  renew(): void {
    const before = this.#inUse;
    this.#inUse = [];
    for (const carrier of before) carrier.retire();
  }

  close(): void {
    for (const carrier of this.#carriers) carrier.close(ENDED);
  }

  #carry(pending: Pending): void {
    const carrier = this.#idlest() ?? this.#opened();
    carrier.add(pending);
    if (carrier.sent >= this.#queriesPerLink) this.#drop(carrier);
  }

  #idlest(): Carrier | undefined {
    const { most, busyAt } = this.#kind.links;
    let least: Carrier | undefined;
    for (const carrier of this.#inUse)
      if (least === undefined || carrier.underWay < least.underWay) least = carrier;
    const isBusy = least !== undefined && least.underWay >= busyAt && this.#inUse.length < most;
    return isBusy ? undefined : least;
  }

  #opened(): Carrier {
    const carrier = new Carrier(
      this.#kind,
      (left, fault) => this.#gone(carrier, left, fault),
      // What carries nothing more only costs its server.
      () => this.#kind.staysOpen && this.#inUse.includes(carrier),
    );
    this.#carriers.add(carrier);
    this.#inUse.push(carrier);
    return carrier;
  }

  #drop(carrier: Carrier): void {
    this.#inUse = this.#inUse.filter((one) => one !== carrier);
  }

  /** RFC 7766 §6.2.4: queries that were open when a working connection closed are sent again on a new one, once. */
  #gone(carrier: Carrier, left: Pending[], fault: Fault): void {
    this.#carriers.delete(carrier);
    this.#drop(carrier);
    const { answered, sent } = carrier;
    // Servers end a connection after so many queries; learnt from one that broke, it may be less than they would take.
    if (left.length > 0 && answered > 0) this.#queriesPerLink = Math.min(this.#queriesPerLink, answered);
    else if (sent >= this.#queriesPerLink)
      this.#queriesPerLink = Math.min(this.#kind.queriesPerLink, 2 * this.#queriesPerLink);
    for (const pending of left) {
      if (answered === 0 || pending.sentAgain || pending.attempt.isOver) pending.end({ ok: false, ...fault });
      else {
        pending.sentAgain = true;
        this.#carry(pending);
      }
    }
  }
}

const ENDED: Fault = { reason: 'timeout', detail: 'ended before an answer came' };

/** Ids that are remembered after their exchange, so that a late or second reply is known for what it is. */
const MOST_SPENT = 4096;

/** One link and the exchanges under way on it. */
class Carrier {
  sent = 0;
  answered = 0;
  readonly #kind: LinkKind;
  readonly #link: Link;
  readonly #gone: (left: Pending[], fault: Fault) => void;
  readonly #isNeeded: () => boolean;
  readonly #pending = new UnderWay<Pending>();
  readonly #spent = new Set<number>();
  #closed = false;

  constructor(kind: LinkKind, gone: (left: Pending[], fault: Fault) => void, isNeeded: () => boolean) {
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
    this.#pending.add(id, pending);
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
    this.#gone(this.#pending.takeAll(), fault);
  }

  #freeId(): number {
    for (;;) {
      const id = randomId();
      if (this.#pending.get(id) === undefined && !this.#spent.has(id)) return id;
    }
  }

  #received(message: Buffer): void {
    const id = message.length < 2 ? -1 : message.readUInt16BE();
    const pending = this.#pending.get(id);
    // A late reply, or the second one, to a question that has had its answer: nobody forges what is not open.
    if (pending === undefined && this.#spent.has(id)) return;
    const reply = pending?.accept(message);
    if (reply === undefined) {
      for (const one of pending ? [id] : this.#pending.numbers()) this.#strange(one);
    } else {
      this.answered++;
      this.#end(id, reply.ok ? reply : { ok: false, reason: 'malformed', detail: reply.problem });
    }
  }

  #strange(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    pending.anomalies++;
    pending.attempt.anomalies++;
    if (pending.anomalies < MAX_ANOMALIES) return;
    const fault = strangers(this.#kind.name, pending.anomalies);
    this.#end(id, { ok: false, ...fault });
    // Over a connection it is the server itself that talks nonsense, and it may go on for ever.
    if (this.#kind.staysOpen) this.close(fault);
  }

  #end(id: number, exchange: Exchange): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (this.#spent.size >= MOST_SPENT) this.#spent.clear();
    this.#spent.add(id);
    pending.end(exchange);
    if (this.#pending.size > 0) return;
    if (this.#isNeeded()) this.#link.hold(false);
    else this.close(NOT_NEEDED);
  }
}

const NOT_NEEDED: Fault = { reason: 'unreachable', detail: 'not needed any more' };

/** Nobody can put packets into a connection: there it is the server itself that says other things. */
function strangers(name: TransportName, packets: number): Fault {
  const detail = `${packets} packets came that were no answer to the question`;
  return { reason: name === 'UDP' ? 'forged' : 'malformed', detail };
}
