import type { ReportUri } from './dmarc/types.ts';
import { readList, readUri, repaired } from './dmarc/uri.ts';
import { describeOdd, firstOdd, quoted } from './octets.ts';
import type { Fault } from './parsed.ts';
import type { Tag } from './tags.ts';

export type { ReportUri } from './dmarc/types.ts';

/** Nobody names so many; what follows is read without hints. */
const MOST_EXPLAINED = 64;

/**
 * The comma-separated list of `rua`: `mailto:` or `https:`, with “,”, “!” and “;” encoded (RFC 8460 §3). Unlike DMARC's
 * it knows no size limit behind a “!”.
 */
export function readReportUris({ value, valueSpan }: Tag): { uris: ReportUri[]; faults: Fault[] } {
  const uris: ReportUri[] = [];
  const faults: Fault[] = [];
  if (value === '') return { uris, faults: [empty(valueSpan.start)] };
  for (const { text, span } of readList(value, valueSpan.start)) {
    if (text === '') {
      faults.push({
        code: 'invalid-rua',
        span,
        message: 'a comma without an address',
        hint: 'drop it',
        replacement: '',
      });
      continue;
    }
    const read = readUri(text, span);
    const uri = { ...read, valid: isValid(read) };
    uris.push(uri);
    if (!uri.valid) faults.push(invalid(uri, faults.length < MOST_EXPLAINED));
  }
  return { uris, faults };
}

function isValid({ valid, size, scheme, host }: ReportUri): boolean {
  return valid && size === undefined && (scheme === 'mailto' || (scheme === 'https' && host !== undefined));
}

function empty(at: number): Fault {
  const span = { start: at, end: at };
  return {
    code: 'invalid-rua',
    span,
    message: '“rua” has no value',
    hint: 'name a mailbox: rua=mailto: and its address',
  };
}

function invalid(uri: ReportUri, explain: boolean): Fault {
  const { text, span } = uri;
  const replacement = explain ? meant(uri) : undefined;
  const hint = replacement === undefined ? hintFor(uri) : `write ${quoted(replacement)}`;
  const message = `${quoted(text)} is no report address`;
  return { code: 'invalid-rua', span, message, hint, ...(replacement !== undefined && { replacement }) };
}

/** Where the slip is plain: no scheme, a misspelt one, blanks for commas; a “!” that belongs to a mailbox's name. */
function meant({ text, size, scheme }: ReportUri): string | undefined {
  if (size !== undefined) return text.slice(0, -size.length - 1);
  if (scheme === 'http' || scheme === 'https') return undefined;
  const encoded = text.replaceAll('!', '%21');
  return encoded !== text && isValid(readUri(encoded, { start: 0, end: 0 })) ? encoded : repaired(text);
}

function hintFor({ text, scheme }: ReportUri): string {
  const odd = firstOdd(text);
  if (odd !== undefined) return `it holds ${describeOdd(odd)}; an address is plain ASCII`;
  if (scheme === 'http') return 'reports go by https: or mailto:, never by http:';
  if (text.includes('!')) return 'write “!” as %21';
  return 'write mailto: and a mailbox, or https:// and a host';
}
