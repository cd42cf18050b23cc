/** The escapes of RFC 1035 §5.1: `\DDD` for an octet, `\X` for a character that is no digit. */

const ESCAPE = /\\(?:(\d{3})|(\D)|)/g;
const UNPRINTABLE = /[^\x20-\x7e]|["\\]/g;

/** The octets that the text stands for; `undefined` where an escape is malformed. */
export function unescapeText(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let malformed = false;
  const octets = text.replace(ESCAPE, (_, decimal?: string, other?: string) => {
    if (decimal === undefined ? other === undefined : Number(decimal) > 255) malformed = true;
    return other ?? String.fromCharCode(Number(decimal));
  });
  return malformed ? undefined : octets;
}

/** One quoted character-string. */
export function quote(octets: string): string {
  return `"${octets.replace(UNPRINTABLE, escapeOctet)}"`;
}

function escapeOctet(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  return `\\${String(char.charCodeAt(0)).padStart(3, '0')}`;
}
