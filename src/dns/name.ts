/**
 * Domain names. A `Name` is the presentation form of RFC 1035 §5.1: labels joined by dots, no trailing dot
 * (the root is "."), octets that are no printable ASCII, and the characters . \ " ; ( ) @ $ inside a label, escaped.
 * Labels are latin-1 strings, one character an octet, so nothing is lost between wire, zone file and report.
 */
export type Name = string;

export const ROOT: Name = '.';
const MAX_LABEL = 63;
const MAX_WIRE = 255;

export type NameProblem = 'empty-label' | 'label-too-long' | 'name-too-long' | 'bad-escape' | 'not-octets';

const ESCAPED = new Set('.\\";()@$');

function escapeLabel(label: string): string {
  let text = '';
  for (const char of label) {
    const code = char.charCodeAt(0);
    if (code <= 0x20 || code >= 0x7f) text += `\\${String(code).padStart(3, '0')}`;
    else text += ESCAPED.has(char) ? `\\${char}` : char;
  }
  return text;
}

const PLAIN = /^[A-Za-z0-9_*/=+-]+$/;

/** Labels (octets as latin-1) → name. */
export function nameOf(labels: readonly string[]): Name {
  if (labels.length === 0) return ROOT;
  return labels.map((label) => (PLAIN.test(label) ? label : escapeLabel(label))).join('.');
}

/** Name → labels, escapes undone. The inverse of {@link nameOf}; expects a valid name. */
export function labelsOf(name: Name): string[] {
  if (name === ROOT) return [];
  if (!name.includes('\\')) return name.split('.');
  const labels = readLabels(name);
  return Array.isArray(labels) ? labels : name.split('.');
}

function readLabels(text: string): string[] | NameProblem {
  if (/[^\0-\xff]/.test(text)) return 'not-octets';
  const labels: string[] = [];
  let label = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '.') {
      labels.push(label);
      label = '';
    } else if (char !== '\\') {
      label += char;
    } else {
      // RFC 1035 §5.1: a backslash before a digit begins \DDD, and nothing shorter.
      const digits = /^\d/.test(text.slice(at + 1)) ? text.slice(at + 1, at + 4) : undefined;
      const escaped = digits === undefined ? text[at + 1] : decimalOctet(digits);
      if (escaped === undefined) return 'bad-escape';
      label += escaped;
      at += digits === undefined ? 1 : 3;
    }
  }
  labels.push(label);
  return labels;
}

function decimalOctet(digits: string): string | undefined {
  return /^\d{3}$/.test(digits) && Number(digits) <= 255 ? String.fromCharCode(Number(digits)) : undefined;
}

/** Octets that a name takes on the wire, the root label included (RFC 1035 §3.1: at most 255). */
export function wireLength(labels: readonly string[]): number {
  return labels.reduce((sum, label) => sum + 1 + label.length, 1);
}

/** RFC 1035 §2.3.4: labels of 1–63 octets, names of at most 255. `undefined` where the limits hold. */
export function labelsProblem(labels: readonly string[]): NameProblem | undefined {
  for (const label of labels) {
    if (label.length === 0) return 'empty-label';
    if (label.length > MAX_LABEL) return 'label-too-long';
  }
  return wireLength(labels) > MAX_WIRE ? 'name-too-long' : undefined;
}

/** Nothing to escape, nor to check but its length. */
const ORDINARY = /^(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}$/;
const MAX_TEXT = 253;

/** Reads presentation text (absolute, the trailing dot optional) into its canonical `Name`, or says what is wrong. */
export function readName(text: string): { name: Name } | { problem: NameProblem } {
  if (text === '.') return { name: ROOT };
  if (text === '') return { problem: 'empty-label' };
  if (text.length <= MAX_TEXT && ORDINARY.test(text)) return { name: text };
  const labels = readLabels(text);
  if (typeof labels === 'string') return { problem: labels };
  // A final unescaped dot leaves one empty label behind it.
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  const problem = labelsProblem(labels);
  return problem === undefined ? { name: nameOf(labels) } : { problem };
}

/** Names compare without regard to ASCII case (RFC 4343); this is the form to use as a key. A name is all ASCII. */
export function nameKey(name: Name): string {
  return name.toLowerCase();
}

export function sameName(a: Name, b: Name): boolean {
  return a === b || nameKey(a) === nameKey(b);
}

/** True where `name` is `ancestor` or lies below it. */
export function isWithin(name: Name, ancestor: Name): boolean {
  if (ancestor === ROOT) return true;
  const below = nameKey(name);
  const above = nameKey(ancestor);
  const cut = below.length - above.length - 1;
  if (cut < 0) return below === above;
  return below.endsWith(above) && below[cut] === '.' && !isEscaped(below, cut);
}

/** Whether the character is part of a label, whatever it would mean alone: an odd number of backslashes stands before it. */
function isEscaped(name: Name, at: number): boolean {
  let start = at;
  while (start > 0 && name[start - 1] === '\\') start--;
  return (at - start) % 2 === 1;
}

/** The name one label up; the root is its own parent. */
export function parentOf(name: Name): Name {
  let dot = name.indexOf('.');
  while (dot !== -1 && isEscaped(name, dot)) dot = name.indexOf('.', dot + 1);
  return dot === -1 || name === ROOT ? ROOT : name.slice(dot + 1);
}

/** Puts plain labels before a name: `under('_dmarc', 'example.com')`. */
export function under(prefix: string, name: Name): Name {
  return name === ROOT ? prefix : `${prefix}.${name}`;
}
