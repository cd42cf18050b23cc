/** Runs jobs over items, at most `places` at once, and gives the results in the order of the items. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  places: number,
  job: (item: T) => Promise<R>,
  stopped: AbortSignal,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  const stop = new Promise<'stopped'>((resolve) =>
    stopped.addEventListener('abort', () => resolve('stopped'), { once: true }),
  );
  for await (const item of items) {
    if (stopped.aborted) return;
    running.push(job(item));
    if (running.length >= places) {
      const result = await Promise.race([running.shift()!, stop]);
      if (result === 'stopped') return;
      yield result as R;
    }
  }
  for (const next of running) {
    const result = await Promise.race([next, stop]);
    if (result === 'stopped') return;
    yield result as R;
  }
}
