/**
 * Many things under way, each for a moment, by number.
 *
 * Not a Map: when V8 gives a Map a new table, the old table keeps a reference to it. One old table that has reached the
 * old generation thus keeps alive all that passed through the Map after it, until the next full collection; moving what
 * was long done with took a third of the time of a query.
 */
export class UnderWay<T> {
  #items: Record<number, T> = Object.create(null);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(number: number): T | undefined {
    return this.#items[number];
  }

  /** The number must be free. */
  add(number: number, item: T): void {
    this.#items[number] = item;
    this.#size++;
  }

  delete(number: number): void {
    if (!(number in this.#items)) return;
    delete this.#items[number];
    this.#size--;
  }

  /** In no certain order. */
  numbers(): number[] {
    return Object.keys(this.#items).map(Number);
  }

  /** All of them; none is under way any more. */
  takeAll(): T[] {
    const items = Object.values(this.#items);
    this.#items = Object.create(null);
    this.#size = 0;
    return items;
  }
}
