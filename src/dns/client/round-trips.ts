/** How long one server takes, smoothed as RFC 6298 §2 smooths it. Milliseconds. */
export class RoundTrips {
  #smoothed: number | undefined;
  #variation = 0;

  add(ms: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = ms;
      this.#variation = ms / 2;
      return;
    }
    this.#variation += (Math.abs(this.#smoothed - ms) - this.#variation) / 4;
    this.#smoothed += (ms - this.#smoothed) / 8;
  }

  get smoothed(): number | undefined {
    return this.#smoothed;
  }

  /** After how long the next try is due; `undefined` before the first reply. */
  get due(): number | undefined {
    return this.#smoothed === undefined ? undefined : this.#smoothed + 4 * this.#variation;
  }
}
