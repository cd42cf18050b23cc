import { ipv4Octets, ipv6Octets } from '../dns/address.ts';
import type { ServiceBinding } from '../dns/types.ts';
import { type Codec, U16 } from './codec.ts';
import { quote, unescapeText } from './escapes.ts';
import { canonicalBase64, cite, type Fields, fail, integer, more, name, peek, word } from './fields.ts';
import { absolute } from './names.ts';

/** SvcParams of SVCB and HTTPS records (RFC 9460 §2.1, appendix A). */

const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint', 'dohpath'];

/** Presentation value, escapes undone → octets; `undefined` where it does not fit its key. */
const VALUES: Readonly<Record<string, (value: string) => string | undefined>> = {
  mandatory: (value) => {
    const keys = value.split(',').map(keyNumber);
    if (!keys.every((key) => key !== undefined)) return undefined;
    return keys
      .sort((a, b) => a - b)
      .map(u16)
      .join('');
  },
  alpn: (value) => {
    const ids = listItems(value);
    const fits = ids.every((id) => id.length > 0 && id.length <= 255);
    return fits ? ids.map((id) => String.fromCharCode(id.length) + id).join('') : undefined;
  },
  'no-default-alpn': (value) => (value === '' ? '' : undefined),
  port: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= U16 ? u16(Number(value)) : undefined),
  ipv4hint: (value) => joined(value.split(',').map(ipv4Octets)),
  ech: (value) => {
    const whole = canonicalBase64(value);
    return whole === undefined ? undefined : Buffer.from(whole, 'base64').toString('latin1');
  },
  ipv6hint: (value) => joined(value.split(',').map(ipv6Octets)),
};

function u16(value: number): string {
  return String.fromCharCode(value >> 8, value & 255);
}

function joined(addresses: (Uint8Array | undefined)[]): string | undefined {
  if (!addresses.every((address) => address !== undefined)) return undefined;
  return Buffer.concat(addresses).toString('latin1');
}

/** RFC 9460 appendix A.1: commas separate items, `\,` and `\\` stand inside one. */
function listItems(value: string): string[] {
  const items: string[] = [];
  let item = '';
  for (const [part] of value.matchAll(/\\?[\s\S]/g)) {
    // A backslash that ends the text escapes nothing.
    if (part === '\\') return [''];
    if (part === ',') {
      items.push(item);
      item = '';
    } else {
      item += part.slice(-1);
    }
  }
  return [...items, item];
}

function keyNumber(text: string): number | undefined {
  const known = KEYS.indexOf(text.toLowerCase());
  if (known >= 0) return known;
  const number = Number(/^key(0|[1-9]\d{0,4})$/i.exec(text)?.[1] ?? Number.NaN);
  // 65535 is reserved as "invalid key" (RFC 9460 §14.3.2)
  return number < U16 ? number : undefined;
}

/** `key`, `key=value`, or `key=` with a quoted value that the reader of words has cut off. */
function readParam(fields: Fields): { key: number; value: string } {
  const found = word(fields, 'parameter');
  const equals = found.text.indexOf('=');
  const key = equals < 0 ? found.text : found.text.slice(0, equals);
  let written = equals < 0 ? '' : found.text.slice(equals + 1);
  const next = peek(fields);
  if (equals === found.text.length - 1 && next?.quoted && touches(found, next)) {
    written = next.text;
    fields.at++;
  }
  const number = keyNumber(key);
  const value = number === undefined ? undefined : octetsOf(key, written);
  if (number === undefined) fail(fields, found, `unknown parameter ${cite(key)}`);
  else if (value === undefined) fail(fields, found, `malformed value of ${cite(key)}`);
  return { key: number ?? 0, value: value ?? '' };
}

function touches(
  first: { line: number; column: number; text: string },
  next: { line: number; column: number },
) {
  return next.line === first.line && next.column === first.column + first.text.length;
}

function octetsOf(key: string, written: string): string | undefined {
  const value = unescapeText(written);
  const form = VALUES[key.toLowerCase()];
  return value === undefined || form === undefined ? value : form(value);
}

function readBinding(fields: Fields): ServiceBinding {
  const priority = integer(fields, 'priority', U16);
  const target = name(fields, 'target');
  const params = new Map<number, string>();
  while (more(fields)) {
    const at = peek(fields)!;
    const { key, value } = readParam(fields);
    // RFC 9460 §2.1: a key stands once.
    if (params.has(key)) fail(fields, at, `parameter ${cite(KEYS[key] ?? `key${key}`)} stands twice`);
    params.set(key, value);
  }
  const sorted = [...params].sort(([a], [b]) => a - b);
  return { priority, target, params: sorted.map(([key, value]) => ({ key, value })) };
}

function printBinding({ priority, target, params }: ServiceBinding): string {
  // The generic form holds for every key (RFC 9460 §2.1) and loses nothing.
  const written = params.map(({ key, value }) => (value === '' ? `key${key}` : `key${key}=${quote(value)}`));
  return [priority, absolute(target), ...written].join(' ');
}

export const service: Codec<'SVCB'> & Codec<'HTTPS'> = { read: readBinding, print: printBinding };
