import type { Entry } from './entry.ts';

/** Keeps the worst of many entries, the first among equals, and counts the others: memory stays flat over long lists. */
export class Worst {
  readonly #most: number;
  readonly #byRank: Entry[][] = [[], [], [], [], [], []];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(entry: Entry): void {
    this.#count++;
    const equals = this.#byRank[rankOf(entry)]!;
    if (equals.length < this.#most) equals.push(entry);
  }

  entries(): Entry[] {
    return this.#byRank.flat().slice(0, this.#most);
  }

  /** How many were not kept. */
  left(): number {
    return Math.max(0, this.#count - this.#most);
  }
}

/** What decides the exit code stands before what does not. */
function rankOf({ fails, level }: Entry): number {
  return (fails ? 0 : 3) + ['error', 'warning', 'notice'].indexOf(level);
}
