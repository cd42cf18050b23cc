/** Results that may wait for an earlier one which is slow: what they take of memory is bounded. */
const MOST_WAITING = 1000;

type Settled<R> = { value: R } | { error: unknown };

/**
 * Runs jobs over items, at most `places` at once, and gives the results in the order of the items. A slow one holds back
 * the results behind it, not the work. Ends at once when stopped, whatever it waits for.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  places: number,
  job: (item: T) => Promise<R>,
  stopped: AbortSignal,
): AsyncGenerator<R> {
  const source = items[Symbol.asyncIterator]();
  const started: { settled?: Settled<R> }[] = [];
  let running = 0;
  let reading = 'idle' as 'idle' | 'busy' | 'ended';
  let failure: { error: unknown } | undefined;
  let wake = (): void => {};

  async function start(item: T): Promise<void> {
    const entry: { settled?: Settled<R> } = {};
    started.push(entry);
    running++;
    // A job that fails is told of when its turn comes.
    entry.settled = await job(item).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    running--;
    wake();
  }

  async function read(): Promise<void> {
    reading = 'busy';
    try {
      const next = await source.next();
      reading = next.done ? 'ended' : 'idle';
      if (!next.done) void start(next.value);
    } catch (error) {
      failure = { error };
    }
    wake();
  }

  stopped.addEventListener('abort', () => wake(), { once: true });
  while (!stopped.aborted && (reading !== 'ended' || started.length > 0)) {
    if (failure !== undefined) throw failure.error;
    const settled = started[0]?.settled;
    if (settled !== undefined) {
      started.shift();
      if ('error' in settled) throw settled.error;
      yield settled.value;
    } else {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (reading === 'idle' && running < places && started.length < MOST_WAITING) void read();
      await changed;
    }
  }
}
