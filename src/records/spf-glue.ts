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

/** A stray letter before a term ("i~all"), or a version in the middle: no term of its own. */
function isSlip(part: string, index: number): boolean {
  return /^v=spf1$/i.test(part) || (index === 0 && /^[B-Zb-z]$/.test(part));
}

/** `amx` → `a`, `mx`. */
function cutNames(text: string): string[] {
  return /^(?:a|mx|ptr){2,}$/i.test(text) ? (text.match(/mx|ptr|a/gi) ?? [text]) : [text];
}
