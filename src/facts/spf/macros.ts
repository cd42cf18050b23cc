import { addressOctets, formatAddress, type Name, nameOf, readName } from '../../dns/index.ts';
import type { MacroExpand, MacroString } from '../../records/spf/types.ts';

/** RFC 7208 §7: macros, with a message at hand or without one. */

type Letter = MacroExpand['letter'];
/** What a letter stands for; nothing where it has no value, so that the whole text has none. */
export type MacroValues = (letter: Letter) => string | undefined;

/** The text that a macro-string stands for; `undefined` where one of its letters has no value. */
export function expanded({ parts }: Pick<MacroString, 'parts'>, valueFor: MacroValues): string | undefined {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'literal') {
      text += part.text;
      continue;
    }
    const value = valueFor(part.letter);
    if (value === undefined) return undefined;
    text += transformed(value, part);
  }
  return text;
}

/** §7.3: split, reversed, cut to the right-hand parts, joined by dots; an upper-case letter asks for URL escaping. */
function transformed(value: string, macro: MacroExpand): string {
  const { keep, reverse, delimiters } = macro;
  const parts = splitAt(value, delimiters === '' ? '.' : delimiters);
  if (reverse) parts.reverse();
  const text = parts.slice(keep === undefined ? 0 : -keep).join('.');
  return macro.escape ? escaped(text) : text;
}

function splitAt(value: string, delimiters: string): string[] {
  const parts = [''];
  for (const char of value) {
    if (delimiters.includes(char)) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

/** RFC 3986 §2.3: letters, digits and - . _ ~ stand for themselves. */
function escaped(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((octet) => {
      const char = String.fromCharCode(octet);
      return /[A-Za-z0-9._~-]/.test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

const MAX_NAME = 253;

/**
 * The name that an expanded domain-spec is. §4.8: nothing in it is an escape; §7.3: a dot at its end goes, and labels
 * are dropped from the left until it fits.
 */
export function targetName(text: string): Name | 'bad-name' {
  let rest = text.endsWith('.') ? text.slice(0, -1) : text;
  for (let dot = rest.indexOf('.'); rest.length > MAX_NAME && dot !== -1; dot = rest.indexOf('.'))
    rest = rest.slice(dot + 1);
  if (/[^\0-\xff]/.test(rest)) return 'bad-name';
  const read = readName(nameOf(rest.split('.')));
  return 'name' in read ? read.name : 'bad-name';
}

/**
 * The name that a domain-spec stands for where no message is at hand. Only `d` (the domain under evaluation) and `o`
 * (the sender's domain, which for an audit is the audited one) have a value; any other macro leaves the name open.
 */
export function staticTarget(spec: MacroString, current: Name, audited: Name): Name | 'macro' | 'bad-name' {
  const values: Partial<Record<Letter, Name>> = { d: current, o: audited };
  const text = expanded(spec, (letter) => values[letter]);
  return text === undefined ? 'macro' : targetName(text);
}

/** A message as SPF sees it. */
export interface SpfSession {
  /** The client's address; IPv4 in IPv6 (`::ffff:192.0.2.1`) is an IPv4 client (RFC 7208 §5). */
  ip: string;
  /** MAIL FROM; the audited domain's postmaster where none is given. */
  mailFrom?: string;
  /** The name in HELO or EHLO; the audited domain where none is given. */
  helo?: string;
}

/** RFC 4291 §2.5.5.2 */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

export function clientOctets(ip: string): Uint8Array {
  const octets = addressOctets(ip)!;
  return octets.length === 16 && MAPPED.every((octet, index) => octets[index] === octet)
    ? octets.subarray(12)
    : octets;
}

/**
 * What the letters stand for in one check_host(). `p` is looked up and comes apart; `r` is the receiver, whom nobody
 * knows here, and `t` its clock: a time would make two reports of the same records differ.
 */
export function sessionValues(
  { mailFrom, helo }: Required<SpfSession>,
  client: Uint8Array,
  domain: Name,
  validated: Name | undefined,
): MacroValues {
  const at = mailFrom.lastIndexOf('@');
  const values: Partial<Record<Letter, string | undefined>> = {
    s: mailFrom,
    l: mailFrom.slice(0, at),
    o: mailFrom.slice(at + 1),
    d: domain,
    i: dotted(client),
    p: validated,
    h: helo,
    v: client.length === 4 ? 'in-addr' : 'ip6',
    c: formatAddress(client),
    r: 'unknown',
    t: '0',
  };
  return (letter) => values[letter];
}

/** §7.3: IPv6 addresses are dotted nibbles. */
function dotted(client: Uint8Array): string {
  if (client.length === 4) return formatAddress(client);
  return [...client]
    .flatMap((octet) => [octet >> 4, octet & 15].map((nibble) => nibble.toString(16)))
    .join('.');
}

export function usesLetter({ parts }: Pick<MacroString, 'parts'>, ...letters: Letter[]): boolean {
  return parts.some((part) => part.kind === 'expand' && letters.includes(part.letter));
}
