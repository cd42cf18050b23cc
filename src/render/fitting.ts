/** The first of the given texts that fit a limit together, in octets; none is cut. */
export function fitting(texts: readonly string[], octets: number): string[] {
  let room = octets;
  const kept = [];
  for (const text of texts) {
    room -= Buffer.byteLength(text) + 1;
    if (room < 0) break;
    kept.push(text);
  }
  return kept;
}
