/** Octets outside printable ASCII, as people paste them: UTF-8 (or Windows-1252) inside a latin-1 string. */
export interface OddCharacter {
  start: number;
  end: number;
  codePoint: number;
  name: string;
  /** What was surely meant: a space, a hyphen, nothing; absent where nobody can tell. */
  ascii?: string;
}

const WINDOWS_1252: Record<number, number> = {
  145: 0x2018,
  146: 0x2019,
  147: 0x201c,
  148: 0x201d,
  150: 0x2013,
  151: 0x2014,
};

const NAMED: [name: string, ascii: string, codePoints: number[]][] = [
  ['a tab', ' ', [9]],
  ['a line break', ' ', [10, 11, 12, 13, 0x85, 0x2028, 0x2029]],
  ['a no-break space', ' ', [0xa0, 0x202f]],
  ['a typographic space', ' ', [0x1680, 0x205f, 0x3000, ...range(0x2000, 0x200a)]],
  ['a zero-width space', '', [0x200b]],
  ['a byte order mark', '', [0xfeff]],
  ['a soft hyphen', '', [0xad]],
  ['an invisible character', '', [0x200c, 0x200d, 0x200e, 0x200f, ...range(0x202a, 0x202e), 0x2060, 0x061c]],
  ['an en dash', '-', [0x2013]],
  ['an em dash', '-', [0x2014]],
  ['a typographic hyphen', '-', [0x2010, 0x2011, 0x2012, 0x2015, 0x2212, 0xfe58, 0xfe63]],
  ['a typographic quote', '', [...range(0x2018, 0x201f), 0x2032, 0x2033, 0xab, 0xbb, 0xb4]],
  ['a typographic tilde', '~', [0x02dc, 0x223c]],
  ...Array.from('aeopcxi', (ascii, index): [string, string, number[]] => [
    'a Cyrillic letter',
    ascii,
    [[0x430, 0x435, 0x43e, 0x440, 0x441, 0x445, 0x456][index]!],
  ]),
];

const KNOWN = new Map(
  NAMED.flatMap(([name, ascii, points]) => points.map((point) => [point, { name, ascii }])),
);

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** One UTF-8 character of the latin-1 string, or its single octet where the octets are no UTF-8. */
function characterAt(text: string, start: number): { codePoint: number; end: number } {
  const lead = text.charCodeAt(start);
  const more =
    lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xc2 && lead < 0xe0 ? 1 : 0;
  let codePoint = more === 0 ? lead : lead & (0x3f >> more);
  for (let at = start + 1; at <= start + more; at++) {
    const octet = text.charCodeAt(at);
    if (!(octet >= 0x80 && octet < 0xc0)) return { codePoint: WINDOWS_1252[lead] ?? lead, end: start + 1 };
    codePoint = (codePoint << 6) | (octet & 0x3f);
  }
  return {
    codePoint: more === 0 ? (WINDOWS_1252[lead] ?? lead) : codePoint,
    end: start + Math.max(1, more + 1),
  };
}

/** The character at `start`, or `undefined` where it is printable ASCII or a space. */
export function oddAt(text: string, start: number): OddCharacter | undefined {
  const octet = text.charCodeAt(start);
  if (octet >= 0x20 && octet < 0x7f) return undefined;
  const { codePoint, end } = characterAt(text, start);
  const known = KNOWN.get(codePoint) ?? fullWidth(codePoint) ?? unnamed(codePoint);
  return { start, end, codePoint, ...known };
}

function fullWidth(codePoint: number): { name: string; ascii: string } | undefined {
  if (codePoint < 0xff01 || codePoint > 0xff5e) return undefined;
  return { name: 'a full-width character', ascii: String.fromCharCode(codePoint - 0xfee0) };
}

function unnamed(codePoint: number): { name: string } {
  return { name: codePoint < 0x20 || codePoint === 0x7f ? 'a control character' : 'a non-ASCII character' };
}

export function firstOdd(text: string): OddCharacter | undefined {
  const start = text.search(/[^\x20-\x7e]/);
  return start === -1 ? undefined : oddAt(text, start);
}

/** `an en dash (U+2013)`: what to look for in an editor. */
export function describeOdd({ name, codePoint }: OddCharacter): string {
  return `${name} (U+${codePoint.toString(16).toUpperCase().padStart(4, '0')})`;
}

/** The text with every odd character replaced by what was meant; one that nobody can tell stays, for it may be a letter. */
export function plainText(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.search(/[^\x20-\x7e]/); at !== -1 && at < text.length; ) {
    const odd = oddAt(text, at);
    if (odd?.ascii !== undefined) {
      parts.push(text.slice(done, at), odd.ascii);
      done = odd.end;
    }
    at = odd?.end ?? at + 1;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** The text in Unicode, where its octets are UTF-8. */
export function unicodeText(text: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Drops characters of `set` from both ends; linear, unlike a regular expression that ends in `+$`. */
export function trimCharacters(text: string, set: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && set.includes(text[start]!)) start++;
  while (end > start && set.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

const QUOTED_LENGTH = 60;

/** Record text for a message: cut short, octets that are not printable as `\ddd`. */
export function quoted(text: string): string {
  const short = text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text;
  if (!/[^\x20-\x7e…]/.test(short)) return `“${short}”`;
  const decimal = (char: string) => `\\${String(char.charCodeAt(0)).padStart(3, '0')}`;
  return `“${short.replace(/[^\x20-\x7e…]/g, decimal)}”`;
}
