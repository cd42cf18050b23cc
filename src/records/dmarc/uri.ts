import { type Name, readName } from '../../dns/name.ts';
import { nearest } from '../edit-distance.ts';
import { describeOdd, firstOdd, plainText, quoted, trimCharacters } from '../octets.ts';
import type { Fault, Span } from '../parsed.ts';
import { trimSpan } from '../tags.ts';
import type { ReportUri } from './types.ts';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/** RFC 3986 §2 without "," and "!", which dmarc-uri wants encoded (RFC 9989 §4.8). */
const URI_TEXT = /^[A-Za-z0-9\-._~:/?#[\]@$&'()*+=%]*$/;
const BAD_PERCENT = /%(?![0-9A-Fa-f]{2})/;
/** RFC 5322 §3.2.3 dot-atom-text, or a quoted string. */
const LOCAL_PART = /^(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*|"[^"\\]*")$/;
const HOST = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const LONGEST_ADDRESS = 320;
/** More addresses than anyone lists; the rest is read without hints. */
const MOST_EXPLAINED = 64;

/** The comma-separated list of `rua` or `ruf`. */
export function readUris(
  name: string,
  value: string,
  offset: number,
): { uris: ReportUri[]; faults: Fault[] } {
  const uris: ReportUri[] = [];
  const faults: Fault[] = [];
  for (const { text, span } of readList(value, offset)) {
    if (text === '') {
      faults.push(emptyItem(name, value, span, offset));
      continue;
    }
    const uri = readUri(text, span);
    uris.push(uri);
    const fault = uriFault(name, uri, faults.length < MOST_EXPLAINED);
    if (fault !== undefined) faults.push(fault);
  }
  return { uris, faults };
}

/** What stands between commas, without its blanks; of an empty place the span takes in one of its commas. */
export function* readList(value: string, offset: number): Generator<{ text: string; span: Span }> {
  for (let start = 0; start <= value.length; ) {
    const comma = value.indexOf(',', start);
    const end = comma === -1 ? value.length : comma;
    const item = trimSpan(value, { start, end }, ' \t');
    const text = value.slice(item.start, item.end);
    const place = text === '' ? emptyPlace(value, { start, end }) : item;
    yield { text, span: { start: offset + place.start, end: offset + place.end } };
    start = end + 1;
  }
}

function emptyPlace(value: string, { start, end }: Span): Span {
  return start === 0 ? { start, end: Math.min(end + 1, value.length) } : { start: start - 1, end };
}

export function readUri(text: string, span: Span): ReportUri {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase() ?? '';
  const [, size] = /!(\d+[kmgt]?)$/i.exec(text.slice(-24)) ?? [];
  const rest = text.slice(scheme.length + 1, size === undefined ? undefined : -size.length - 1);
  const wellFormed = scheme !== '' && rest !== '' && URI_TEXT.test(rest) && !BAD_PERCENT.test(rest);
  const uri: ReportUri = { text, span, scheme, ...(size !== undefined && { size }), valid: wellFormed };
  if (!wellFormed) return uri;
  if (scheme !== 'mailto') return { ...uri, ...hostOf(/^\/\/([^/:?#]+)/.exec(rest)?.[1]) };
  const mailbox = readMailbox(rest);
  return mailbox === undefined ? { ...uri, valid: false } : { ...uri, ...mailbox };
}

/** RFC 6068 §2: one address, "/" and other delimiters encoded; RFC 8616 §6 keeps it ASCII. */
function readMailbox(rest: string): { address: string; host?: Name } | undefined {
  const [to = ''] = rest.split('?');
  if (to.length > 3 * LONGEST_ADDRESS || /[/:#[\]]/.test(to.slice(0, to.lastIndexOf('@')))) return undefined;
  const address = to.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  if (at < 1 || address.length > LONGEST_ADDRESS || !LOCAL_PART.test(address.slice(0, at))) return undefined;
  if (/^\[[0-9A-Fa-f:.]+\]$/.test(host)) return { address };
  if (!HOST.test(host) || !('name' in readName(host))) return undefined;
  return { address, ...hostOf(host) };
}

function hostOf(text: string | undefined): { host?: Name } {
  const read = text === undefined ? undefined : readName(text);
  return read !== undefined && 'name' in read ? { host: read.name } : {};
}

function uriFault(name: string, uri: ReportUri, explain: boolean): Fault | undefined {
  const { text, span, scheme, valid } = uri;
  if (valid && (scheme === 'mailto' || nearest(scheme, ['mailto'], 2) === undefined)) return undefined;
  const replacement = explain ? repaired(text) : undefined;
  const message = valid
    ? `nobody reports to the scheme ${quoted(scheme)}`
    : `${quoted(text)} is no report address`;
  const hint = replacement === undefined ? uriHint(text) : `write ${quoted(replacement)}`;
  const code = valid ? 'report-scheme' : `invalid-${name}`;
  return { code, span, message, hint, ...(replacement !== undefined && { replacement }) };
}

function uriHint(text: string): string {
  const odd = firstOdd(text);
  if (odd !== undefined) return `it holds ${describeOdd(odd)}; an address is plain ASCII`;
  if (text.includes('!')) return 'write “!” as %21; a size limit is “!10m” at the end, and obsolete';
  if (/^mailto:$/i.test(text)) return 'name the mailbox, or drop the tag';
  if ((text.match(/@/g) ?? []).length > 1) return 'a mailbox has one “@”; separate addresses by commas';
  return 'an address is written mailto:dmarc@example.com';
}

const isGood = (text: string) => {
  const { valid, scheme } = readUri(text, { start: 0, end: 0 });
  return valid && scheme === 'mailto';
};

/** A list that is right, where the slip is plain: no scheme, a misspelt one, quotes, blanks for commas. */
export function repaired(text: string): string | undefined {
  if (text.length > 3 * LONGEST_ADDRESS) return undefined;
  const plain = trimCharacters(plainText(text), ' "\'`\\<>()[];.,');
  const parts = plain.split(/[ \t;]+/).map((part) => withOneHost(withScheme(part)));
  if (parts.every(isGood)) return parts.join(',');
  const joined = withScheme(plain.replace(/[ \t]+/g, ''));
  return isGood(joined) ? joined : undefined;
}

/** `dmarc@x`, `mailto//dmarc@x`, `mailto:mailto:dmarc@x`, `malto:dmarc@x` → `mailto:dmarc@x`. */
function withScheme(text: string): string {
  const rest = text.replace(/^(?:[A-Za-z]{3,8}(?:[:;=]\/{0,2}|\/\/))+/, (head) =>
    isMailto(head) ? '' : head,
  );
  return SCHEME.test(rest) ? rest : `mailto:${trimCharacters(rest, '<>"\':')}`;
}

/** `mailto:dmarc@example.com@example.com`: the same host, put behind an address that had it already. */
function withOneHost(text: string): string {
  const [local, host, ...more] = text.split('@');
  return more.length > 0 && more.every((other) => other === host) ? `${local}@${host}` : text;
}

function isMailto(head: string): boolean {
  const schemes = head.match(/[A-Za-z]+/g) ?? [];
  return schemes.every((scheme) => nearest(scheme.toLowerCase(), ['mailto', 'email'], 2) !== undefined);
}

function emptyItem(name: string, value: string, span: Span, offset: number): Fault {
  const code = `invalid-${name}`;
  if (value === '') {
    const hint = 'an address is written mailto:dmarc@example.com';
    return { code, span: { start: offset, end: offset }, message: `“${name}” has no value`, hint };
  }
  return { code, span, message: 'a comma without an address', hint: 'drop it', replacement: '' };
}
