/** Memory is bounded: a run over a long list fetches much, and needs little of it twice. */
const MOST = 64;

/** Equal work is done once: while it is under way and, of the latest, afterwards. */
export function remembering<T>(most = MOST): (key: string, work: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, work) => {
    const found = known.get(key) ?? work();
    known.delete(key);
    known.set(key, found);
    const [oldest] = known.keys();
    if (known.size > most) known.delete(oldest!);
    return found;
  };
}
