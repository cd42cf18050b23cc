import { domainToASCII } from 'node:url';
import { type Name, nameKey, readName } from '../dns/index.ts';

/** A mailbox of an address list (RFC 5322 §3.4). */
export interface Mailbox {
  /** As written, comments and blanks left out. */
  text: string;
  /** A-labels, lower case; absent for an address literal, or where there is none. */
  domain?: Name;
}

/** Those of a header field's value, the members of groups too (RFC 6854). Never throws; what is no address is left out. */
export function mailboxesIn(value: string): Mailbox[] {
  return entriesOf(value)
    .map(({ plain, angle }) => (angle ?? plain).trim())
    .filter((text) => text.includes('@'))
    .map(mailbox);
}

/** The domain of an address: what stands behind its last “@”. */
export function domainOf(address: string): Name | undefined {
  const text = decoded(address.slice(address.lastIndexOf('@') + 1));
  if (text.startsWith('[')) return undefined;
  const ascii = /[^\0-\x7f]/.test(text) ? domainToASCII(text) : text.trim();
  // What is left of a quote or bracket that never ends is no domain.
  if (!/^[A-Za-z0-9_.-]+$/.test(ascii)) return undefined;
  const read = readName(ascii);
  return 'name' in read ? nameKey(read.name) : undefined;
}

/** Headers are octets, of which UTF-8 makes letters (RFC 6532); what was letters already stays. */
function decoded(text: string): string {
  const letters = Buffer.from(text, 'latin1').toString('utf8');
  return /[^\0-\xff]/.test(text) || letters.includes('\ufffd') ? text : letters;
}

function mailbox(text: string): Mailbox {
  const domain = domainOf(text);
  return { text, ...(domain !== undefined && { domain }) };
}

interface Entry {
  plain: string;
  /** Between “<” and “>”; an old route before it is left out (RFC 5322 §4.4). */
  angle?: string;
}

function entriesOf(value: string): Entry[] {
  const entries: Entry[] = [];
  let entry: Entry = { plain: '' };
  const finish = (): void => {
    entries.push(entry);
    entry = { plain: '' };
  };
  for (let at = 0; at < value.length; ) {
    const char = value[at]!;
    if (char === '(') at = afterComment(value, at);
    else if (char === '"') {
      const end = afterQuoted(value, at);
      entry.plain += value.slice(at, end);
      at = end;
    } else if (char === '<') {
      const end = afterAngle(value, at);
      entry.angle = withoutComments(value.slice(at + 1, end - 1)).replace(/^\s*@[^:]*:/, '');
      at = end;
    } else {
      if (char === ',' || char === ';') finish();
      else if (char === ':') entry.plain = '';
      else if (!/\s/.test(char)) entry.plain += char;
      at++;
    }
  }
  finish();
  return entries;
}

function afterComment(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === '(') depth++;
    else if (value[at] === ')' && --depth === 0) return at + 1;
  }
  return value.length;
}

function afterQuoted(value: string, start: number): number {
  for (let at = start + 1; at < value.length; at++) {
    if (value[at] === '\\') at++;
    else if (value[at] === '"') return at + 1;
  }
  return value.length;
}

function afterAngle(value: string, start: number): number {
  for (let at = start + 1; at < value.length; at++) {
    if (value[at] === '"') at = afterQuoted(value, at) - 1;
    else if (value[at] === '>') return at + 1;
  }
  return value.length + 1;
}

function withoutComments(text: string): string {
  let kept = '';
  for (let at = 0; at < text.length; ) {
    const end = text[at] === '(' ? afterComment(text, at) : text[at] === '"' ? afterQuoted(text, at) : at + 1;
    if (text[at] !== '(') kept += text.slice(at, end);
    at = end;
  }
  return kept;
}
