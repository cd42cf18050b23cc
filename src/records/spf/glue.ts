export const GLUE_HINT = 'a space is missing between terms';

/**
 * Where a term surely begins although no space is before it: a name with its colon, a modifier, or a qualifier
 * with a mechanism that ends the word.
 */
const BEGINS =
  /[+?~-]?(?:include|exists|ip[46]):|(?:redirect|exp)=|v=spf1|[+~?-](?:(?:all|mx|ptr|a)(?![A-Za-z0-9._-])|(?:mx|ptr|a):)/gi;

/** The parts of a term into which a missing space has glued several. */
export function cutGlued(text: string): string[] {
  const cuts = [...text.matchAll(BEGINS)].map(({ index }) => index);
  const parts: string[] = [];
  let start = 0;
  for (const cut of [...cuts, text.length]) {
    if (cut > start) parts.push(...cutNames(text.slice(start, cut)));
    start = cut;
  }
  return parts.length === 1 ? parts : parts.filter((part, index) => !isSlip(part, index));
}

/** RFC 7208 §6.1: with “all” beside it a redirect is ignored; who writes both in one breath wants the redirect. */
export function withoutIdleAll(terms: readonly string[]): string[] {
  const redirects = terms.some((term) => /^redirect=/i.test(term));
  return terms.filter((term) => !(redirects && /^[+?~-]?all$/i.test(term)));
}

/** A stray letter before a term ("i~all"), or a version in the middle: no term of its own. */
function isSlip(part: string, index: number): boolean {
  return /^v=spf1$/i.test(part) || (index === 0 && /^[B-Zb-z]$/.test(part));
}

/** `amx` → `a`, `mx`. */
function cutNames(text: string): string[] {
  return /^(?:a|mx|ptr){2,}$/i.test(text) ? (text.match(/mx|ptr|a/gi) ?? [text]) : [text];
}

/** `192.0.2.45198.51.100.7`: addresses run together, where their numbers can be parted in one way only. */
export function gluedQuads(text: string): string[] | undefined {
  const numbers = text.split('.');
  const count = (numbers.length - 1) / 3;
  if (!Number.isInteger(count) || count < 2 || count > 32) return undefined;
  const octets = numbers.flatMap((number, index) =>
    index % 3 !== 0 || index === 0 || index === numbers.length - 1
      ? [number]
      : (onlyPair(number) ?? [number]),
  );
  if (octets.length !== 4 * count || !octets.every(isOctet)) return undefined;
  return Array.from({ length: count }, (_, index) => octets.slice(4 * index, 4 * index + 4).join('.'));
}

/** The two octets that make up the number, where no other two do. */
function onlyPair(number: string): [string, string] | undefined {
  const pairs = [1, 2, 3].map((cut): [string, string] => [number.slice(0, cut), number.slice(cut)]);
  const [pair, ...others] = pairs.filter((both) => both.every(isOctet));
  return others.length === 0 ? pair : undefined;
}

function isOctet(text: string): boolean {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
}
