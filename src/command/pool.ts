/**
 * Runs jobs over items, at most `places` at once, and gives the results in the order of the items. Ends at once when
 * stopped, whatever it waits for.
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  places: number,
  job: (item: T) => Promise<R>,
  stopped: AbortSignal,
): AsyncGenerator<R> {
  const stop = new Promise<typeof STOPPED>((resolve) => {
    if (stopped.aborted) resolve(STOPPED);
    stopped.addEventListener('abort', () => resolve(STOPPED), { once: true });
  });
  const source = items[Symbol.asyncIterator]();
  const take = async (): Promise<Turn<T, R>> => ({ item: await source.next() });
  const running: Promise<Turn<T, R>>[] = [];
  let next: Promise<Turn<T, R>> | undefined = take();
  while (next !== undefined || running.length > 0) {
    // Whatever comes first: a result is not held back while a slow list is read.
    const wanted: Promise<Turn<T, R>>[] = next !== undefined && running.length < places ? [next] : [];
    const turn: Turn<T, R> | typeof STOPPED = await Promise.race([stop, ...running.slice(0, 1), ...wanted]);
    if (turn === STOPPED) return;
    if ('item' in turn) {
      next = turn.item.done ? undefined : take();
      if (!turn.item.done) running.push(started(job, turn.item.value));
    } else {
      running.shift();
      yield turn.result;
    }
  }
}

type Turn<T, R> = { item: IteratorResult<T, unknown> } | { result: R };

const STOPPED = Symbol('stopped');

/** A job that fails is told of when its turn comes, not as an unhandled rejection before. */
function started<T, R>(job: (item: T) => Promise<R>, item: T): Promise<{ result: R }> {
  const result = job(item).then((value) => ({ result: value }));
  result.catch(() => {});
  return result;
}
