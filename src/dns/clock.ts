/** Milliseconds on a clock that never goes back. `performance.now` would do, but its first use costs 10 ms at start-up. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
