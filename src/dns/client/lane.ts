import { Cookies } from './cookies.ts';
import { Pace } from './pace.ts';
import { RoundTrips } from './round-trips.ts';
import { isTrusted, type Server, serverLabel } from './server.ts';
import { httpsTo } from './transport/https.ts';
import { tcpTo, tlsTo } from './transport/stream.ts';
import type { Transport, TransportName } from './transport/transport.ts';
import { udpTo } from './transport/udp.ts';

export type OpenTransport = (server: Server) => Transport;

export const TRANSPORTS: Record<TransportName, OpenTransport> = {
  UDP: udpTo,
  TCP: tcpTo,
  TLS: tlsTo,
  HTTPS: httpsTo,
};

export interface LaneOptions {
  transports: Record<TransportName, OpenTransport>;
  /** Ask over one TCP connection as soon as it is known to work. */
  bulk: boolean;
  concurrency?: number | undefined;
  now: () => number;
}

/** How long a server that left a question to others is asked after them; doubled each time, up to a minute. */
const ASIDE_MS = 5000;
const MOST_ASIDE_MS = 60_000;
/** So many queries in a row unanswered over a connection that stands: it may be dead, and the next goes over a new one. */
const UNANSWERED_BEFORE_NEW = 2;
/** And so many, that over TCP nobody seems to read. */
const MOST_UNANSWERED = 8;
/** Losses after which TCP is tried, which no rate limit drops. */
const LOSSES_BEFORE_TCP = 3;
/** A connection on which answers come this much later than over UDP stands in a queue: it is served one by one. */
const QUEUE_FACTOR = 8;
const QUEUE_MS = 400;

const CASES_MISSED = 2;
/** Fewer at once overload nobody: a refusal then means what it says. */
const MANY = 32;

/** `mute`: it was silent for a while; questions begin over UDP, and when one is answered over TCP it is proven again. */
type TcpState = 'untried' | 'piloting' | 'proven' | 'mute' | 'bad';

/** One server: the ways to it, and what was learnt about it in this run. */
export class Lane {
  readonly server: Server;
  readonly source: { server: string };
  readonly isTrusted: boolean;
  readonly pace: Pace;
  readonly cookies = new Cookies();
  /** False where it has refused a query with an OPT record and answered the same one without. */
  usesEdns = true;
  /** It has given a proper answer to some question. */
  hasServed = false;
  /** Whether replies repeat the letter case of our question. */
  keepsCase = true;
  #casesMissed = 0;
  readonly #options: LaneOptions;
  readonly #open = new Map<TransportName, Transport>();
  readonly #times = new Map<TransportName, RoundTrips>();
  #tcp: TcpState = 'untried';
  /** Over the connection, in a row. */
  #unanswered = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #losses = 0;
  #asideUntil = Number.NEGATIVE_INFINITY;
  #asideMs = ASIDE_MS;

  constructor(server: Server, options: LaneOptions) {
    this.server = server;
    this.source = { server: serverLabel(server) };
    this.isTrusted = isTrusted(server);
    this.#options = options;
    this.pace = new Pace(options.concurrency, options.now);
  }

  /** The transport for the next query of a question that has been sent to this server `earlier` times. */
  transportFor(earlier: number): TransportName {
    const { protocol } = this.server;
    if (protocol !== undefined) return protocol === 'tls' ? 'TLS' : 'HTTPS';
    if (this.#tcp === 'bad') return 'UDP';
    // Silence over UDP may be answers that are too large for the path (RFC 7766 §5): then TCP gets through.
    if (earlier > 0) return earlier % 2 === 1 ? 'UDP' : 'TCP';
    if (!this.#options.bulk && this.#losses < LOSSES_BEFORE_TCP) return 'UDP';
    if (this.#tcp === 'proven') return 'TCP';
    if (this.#tcp !== 'untried') return 'UDP';
    this.#tcp = 'piloting';
    return 'TCP';
  }

  via(name: TransportName): Transport {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const opened = this.#options.transports[name](this.server);
    this.#open.set(name, opened);
    return opened;
  }

  /** After how many milliseconds without an answer the next try is due; `undefined` for a server never heard. */
  dueOver(name: TransportName): number | undefined {
    return this.#times.get(name)?.due;
  }

  get isAside(): boolean {
    return this.#asideUntil > this.#options.now();
  }

  /** It answered, over this transport, after so many milliseconds. */
  answered(name: TransportName, ms: number): void {
    const times = this.#times.get(name) ?? new RoundTrips();
    this.#times.set(name, times);
    times.add(ms);
    this.pace.answered();
    this.#asideMs = ASIDE_MS;
    this.#asideUntil = Number.NEGATIVE_INFINITY;
    if (name === 'UDP') return;
    this.#unanswered = 0;
    this.#answeredAt = this.#options.now();
    if (name !== 'TCP') return;
    if (this.#tcp !== 'bad') this.#tcp = this.#isQueue(times) ? 'bad' : 'proven';
  }

  #isQueue({ smoothed = 0 }: RoundTrips): boolean {
    const overUdp = this.#times.get('UDP')?.smoothed;
    return overUdp !== undefined && smoothed > QUEUE_MS && smoothed > QUEUE_FACTOR * overUdp;
  }

  /** A query sent then had no answer though its time had come, or ended in a fault of the connection. */
  unanswered(name: TransportName, sentAt: number, broken: boolean): void {
    // A connection that has answered others since is alive: it is the question that has no answer.
    if (name === 'UDP' || (!broken && this.#answeredAt >= sentAt)) return;
    this.#unanswered++;
    if (!broken) this.#renew(name, sentAt);
    if (name !== 'TCP' || this.#tcp === 'bad') return;
    if (broken && this.#tcp !== 'proven') this.#tcp = 'bad';
    else if (broken || this.#tcp === 'piloting' || this.#unanswered >= MOST_UNANSWERED) this.#tcp = 'mute';
  }

  /** What was sent before the connection was replaced says nothing about the new one. */
  #renew(name: TransportName, sentAt: number): void {
    if (this.#unanswered < UNANSWERED_BEFORE_NEW || sentAt < this.#renewedAt) return;
    this.#renewedAt = this.#options.now();
    this.via(name).renew?.();
  }

  /** Another server answered what this one left unanswered, or nothing listens here: the others come first for a while. */
  putAside(): void {
    if (this.isAside) return;
    this.#asideUntil = this.#options.now() + this.#asideMs;
    this.#asideMs = Math.min(MOST_ASIDE_MS, 2 * this.#asideMs);
  }

  /** It answered a query and not the equal one before, or truncates what is not too large: it limits the rate, or packets are lost. */
  lost(): void {
    this.#losses++;
    this.pace.lost();
  }

  /**
   * It serves us, and may refuse a query for want of room, sent among so many or heard of among those under way now:
   * forwarders take so many at once (dnsmasq 150).
   */
  isCrowded(among: number): boolean {
    return this.hasServed && Math.max(among, this.pace.under) >= MANY;
  }

  /** A reply came in other letters. A server that does so again writes names its own way. */
  missedCase(): void {
    this.#casesMissed++;
    this.keepsCase = this.#casesMissed < CASES_MISSED;
  }

  /** Nothing more will be asked for a while: no connection is kept for it. */
  rest(): void {
    for (const transport of this.#open.values()) transport.renew?.();
  }

  close(): void {
    this.pace.open();
    for (const transport of this.#open.values()) transport.close();
  }
}
