/** Works a thing out once for each object that it is asked of: facts do not change, and a hostile record makes it dear. */
export function remembered<K extends object, T>(work: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, { result: T }>();
  return (of) => {
    const before = known.get(of) ?? { result: work(of) };
    known.set(of, before);
    return before.result;
  };
}
