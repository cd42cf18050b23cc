import type { BimiRecord } from '../bimi.ts';
import { describeOdd, firstOdd, quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { Tag } from '../tags.ts';

/** RFC 3986 §2: what a URI is made of. */
const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;
const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*\.?$/;
const PREFIX = /^[A-Za-z0-9-]{1,63}$/;
/** Formats that are no SVG: receivers treat them as an error for good (§4.3.2). */
const OTHER_FORMAT = /\.(?:png|jpe?g|gif|webp|bmp|ico|pdf|eps|ai|tiff?|html?)$/i;
const OTHER_EVIDENCE = /\.(?:crt|cer|der|p7b|p7c|pfx|p12|svgz?|png)$/i;

/** One https URI with a fully qualified name, or nothing. */
export function readUri({ name, value, valueSpan: span }: Tag): Fault[] {
  if (value === '') return [];
  const odd = firstOdd(value);
  if (odd !== undefined)
    return [{ code: 'bad-uri', span, message: `the address in “${name}” holds ${describeOdd(odd)}` }];
  if (!URI.test(value)) {
    const message = `${quoted(value)} in “${name}” is no web address`;
    return [{ code: 'bad-uri', span, message, hint: 'write one https:// address without blanks' }];
  }
  return [...schemeFaults(name, value, span), ...commaFaults(name, value, span)];
}

function schemeFaults(name: string, value: string, span: Fault['span']): Fault[] {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(value)?.[1]?.toLowerCase();
  const at = { start: span.start, end: span.start + value.search(/(?<=:\/\/)|$/) };
  if (scheme === 'http')
    return [
      {
        ...{
          code: 'not-https',
          span: at,
          message: `the address in “${name}” is not https, and is not fetched`,
        },
        ...{ hint: 'serve it with TLS and write https://', replacement: 'https://' },
        question: 'Is the same file served at the https:// address?',
      },
    ];
  if (scheme !== 'https') {
    const message = `${quoted(value)} in “${name}” is no https:// address`;
    return [{ code: 'not-https', span, message, hint: 'write the whole address, https:// included' }];
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !HOST.test(url.hostname)) {
    const message = `the address in “${name}” names no host of the Internet`;
    return [{ code: 'bad-uri', span, message, hint: 'write the full name of the host' }];
  }
  return formatFaults(name, url, span);
}

function formatFaults(name: string, { pathname }: URL, span: Fault['span']): Fault[] {
  const [other] = (name === 'l' ? OTHER_FORMAT : OTHER_EVIDENCE).exec(pathname) ?? [];
  if (other === undefined) return [];
  const [what, hint] =
    name === 'l'
      ? ['a logo is an SVG file', 'convert it to SVG Tiny PS, .svg or .svgz']
      : ['a certificate is a PEM file', 'convert it to PEM, with its whole chain'];
  return [{ code: 'wrong-format', span, message: `“${name}” names a file ${other}, but ${what}`, hint }];
}

/** §4.3: a comma has to be encoded. */
function commaFaults(name: string, value: string, { start }: Fault['span']): Fault[] {
  const at = value.indexOf(',');
  if (at === -1) return [];
  const message = `the address in “${name}” holds a comma, which has to be written as %2C`;
  const span = { start: start + at, end: start + at + 1 };
  return [{ code: 'bare-comma', span, message, hint: 'write %2C', replacement: '%2C' }];
}

export function readAvatar({ value, valueSpan: span }: Tag, record: BimiRecord): Fault[] {
  if (value === 'brand' || value === 'personal') {
    record.avp = value;
    return [];
  }
  const lower = value.toLowerCase();
  const message = `${quoted(value)} is no preference: “brand” or “personal”`;
  const isMeant = lower === 'brand' || lower === 'personal';
  return [{ code: 'bad-avp', span, message, ...(isMeant && { hint: `write ${lower}`, replacement: lower }) }];
}

/** Prefixes of local parts, with commas between. */
export function readPrefixes({ value, valueSpan }: Tag, record: BimiRecord): Fault[] {
  if (value === '') {
    record.lps = [];
    return [];
  }
  const faults: Fault[] = [];
  let start = valueSpan.start;
  for (const part of value.split(',')) {
    const prefix = part.trim();
    if (!PREFIX.test(prefix)) {
      const message = `${quoted(prefix)} in “lps” is no beginning of an address`;
      const span = { start, end: start + part.length };
      faults.push({ code: 'bad-lps', span, message, hint: 'letters, digits and hyphens, 63 at most' });
    }
    start += part.length + 1;
  }
  if (faults.length === 0) record.lps = value.split(',').map((part) => part.trim());
  return faults;
}
