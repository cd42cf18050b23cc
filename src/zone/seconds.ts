const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };
const PLAIN = /^\d{1,10}$/;
const WITH_UNITS = /^(?:\d{1,10}[wdhms])+$/i;

/** RFC 2181 §8: a TTL is at most 2^31-1. */
export const MAX_TTL = 2_147_483_647;

/** Seconds of `3600` or, as BIND writes it, `1h30m`; `undefined` where it is neither. No upper limit. */
export function readSeconds(text: string): number | undefined {
  if (PLAIN.test(text)) return Number(text);
  if (!WITH_UNITS.test(text)) return undefined;
  let sum = 0;
  for (const [part] of text.matchAll(/\d+\D/g)) {
    sum += Number.parseInt(part, 10) * UNITS[part.at(-1)!.toLowerCase()]!;
  }
  return sum;
}

const WORDS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** For people: `1 day`, `36 hours`, `90 minutes`. */
export function durationWords(seconds: number): string {
  const [unit, name] = WORDS.find(([size]) => seconds === size || seconds >= 2 * size) ?? [1, 'second'];
  const count = Math.round(seconds / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
