/** Queries that a server gets before it has answered any: the first wave of one audit. */
const FIRST = 100;
const MOST = 256;
const LEAST = 2;
/** The losses of one burst are one sign. */
const SIGN_MS = 250;

/**
 * How many queries are sent to one server before it has answered earlier ones. Answers raise the number, at first each
 * by one; a sign that the server drops queries halves it, and from then on it rises slowly (slow start, additive
 * increase and multiplicative decrease, as in RFC 5681 §3.1).
 */
export class Pace {
  #window: number;
  readonly #most: number;
  readonly #now: () => number;
  #under = 0;
  #lastSign = Number.NEGATIVE_INFINITY;
  readonly #waiting: (() => void)[] = [];

  constructor(most = MOST, now: () => number) {
    this.#most = most;
    this.#window = Math.min(FIRST, most);
    this.#now = now;
  }

  /** Resolves in the order of the calls; nothing to wait for where there is a free place. */
  enter(): Promise<void> | undefined {
    if (this.#under < Math.floor(this.#window) && this.#waiting.length === 0) {
      this.#under++;
      return undefined;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** A query was answered, or has been open for so long that it is taken for lost. */
  leave(): void {
    this.#under--;
    this.#admit();
  }

  /** Queries that may still be answered in time. */
  get under(): number {
    return this.#under;
  }

  answered(): void {
    if (this.#window >= this.#most) return;
    const hasLost = this.#lastSign !== Number.NEGATIVE_INFINITY;
    this.#window = Math.min(this.#most, this.#window + (hasLost ? 1 / this.#window : 1));
  }

  lost(): void {
    const now = this.#now();
    if (now - this.#lastSign < SIGN_MS) return;
    this.#lastSign = now;
    this.#window = Math.max(LEAST, Math.floor(Math.min(this.#window, this.#under + 1) / 2));
  }

  /** Lets everybody through who waits: the client closes, and what they send ends at once. */
  open(): void {
    this.#window = Number.POSITIVE_INFINITY;
    this.#admit();
  }

  #admit(): void {
    while (this.#waiting.length > 0 && this.#under < Math.floor(this.#window)) {
      this.#under++;
      this.#waiting.shift()!();
    }
  }
}
