/** The `$` of BIND's $GENERATE: plain, `$$` and `\$` for the character, `${offset,width,base}`. */
export type Part = string | { offset: number; width: number; base: string };

const MODIFIER = /^([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/;
const MAX_WIDTH = 255;

export function parseTemplate(text: string): Part[] | undefined {
  const parts: Part[] = [];
  for (const [piece] of text.matchAll(/\\[\s\S]|\$\$|\$\{[^}]{0,40}\}?|\$|[^\\$]+|\\/g)) {
    const part = partOf(piece);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts;
}

function partOf(piece: string): Part | undefined {
  if (piece === '$$') return '$';
  if (piece === '$') return { offset: 0, width: 0, base: 'd' };
  if (!piece.startsWith('${')) return piece;
  const [, offset, width = '0', base = 'd'] = MODIFIER.exec(piece.slice(2, -1)) ?? [];
  if (offset === undefined || !piece.endsWith('}') || Number(width) > MAX_WIDTH) return undefined;
  return { offset: Number(offset), width: Number(width), base };
}

/** `undefined` where value and offset leave the 32 bits that BIND counts in. */
export function printTemplate(parts: readonly Part[], value: number): string | undefined {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const sum = value + part.offset;
    if (sum > 2_147_483_647 || sum < -2_147_483_648) return undefined;
    text += printNumber(sum, part.width, part.base);
  }
  return text;
}

function printNumber(value: number, width: number, base: string): string {
  switch (base) {
    case 'o':
      return (value >>> 0).toString(8).padStart(width, '0');
    case 'x':
      return (value >>> 0).toString(16).padStart(width, '0');
    case 'X':
      return (value >>> 0).toString(16).toUpperCase().padStart(width, '0');
    case 'n':
      return nibbles(value >>> 0, width);
    case 'N':
      return nibbles(value >>> 0, width).toUpperCase();
    default:
      return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0');
  }
}

/** Nibbles from the lowest up, dots between them; the width counts the dots too, and may end in one. */
function nibbles(value: number, width: number): string {
  const digits = [...value.toString(16)].reverse();
  while (digits.length * 2 - 1 < width - 1) digits.push('0');
  const text = digits.join('.');
  return text.length < width ? `${text}.` : text;
}
