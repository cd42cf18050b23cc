const MOST_NAMED = 3;

/** “+2 (a, b), −1 (c)”; empty where nothing came or went. `keyOf`: what is the same by it is one thing. */
export function differences(
  before: readonly string[],
  after: readonly string[],
  keyOf: (item: string) => string = (item) => item,
): string {
  const [come, gone] = [apart(after, before, keyOf), apart(before, after, keyOf)];
  return [counted('+', come), counted('−', gone)].filter((text) => text !== '').join(', ');
}

/** Those of a list that another one has not. */
export function apart(
  items: readonly string[],
  others: readonly string[],
  keyOf: (item: string) => string = (item) => item,
): string[] {
  const known = new Set(others.map(keyOf));
  return items.filter((item) => !known.has(keyOf(item)));
}

function counted(sign: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  const more = items.length > MOST_NAMED ? ', …' : '';
  return `${sign}${items.length} (${items.slice(0, MOST_NAMED).join(', ')}${more})`;
}
