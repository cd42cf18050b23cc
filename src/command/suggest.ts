import { editDistance } from '../records/edit-distance.ts';

/** Letters that a slip changes at most: a third of the word. */
const NEAR = 3;

/** “ (did you mean …?)” where a known word is near, else nothing. */
export function closestTo(word: string, known: readonly string[]): string {
  const ranked = known.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance * NEAR <= best.candidate.length
    ? `; did you mean ${best.candidate}?`
    : '';
}
