import { oddAt } from '../octets.ts';
import type { Fault } from '../parsed.ts';

/** The record begins with a quote, or has the backslashes of a zone file in it. */
const WRAPPED = /^[ \t\r\n]*\\?["'`]|\\[;"]/;
const WRAPPING = /["'`\\]/g;

/**
 * The key record with blanks, which mean nothing there (RFC 6376 §3.2), for the quotes and backslashes that came with
 * it from a zone file; every tag stays at its octet. `undefined` where there are none.
 */
export function unwrapped(text: string): string | undefined {
  if (WRAPPED.test(text)) return text.replace(WRAPPING, ' ');
  const odd = oddAt(text, 0);
  return odd?.name === 'a typographic quote' ? withoutOddQuotes(text) : undefined;
}

function withoutOddQuotes(text: string): string {
  return text.replace(/[^\x20-\x7e]{1,3}/g, (octets) =>
    oddAt(octets, 0)?.name === 'a typographic quote' ? ' '.repeat(octets.length) : octets,
  );
}

/** One mistake, however many characters it has put in; `reads` where the record is right without them. */
export function wrapping(text: string, inner: string, reads: boolean): Fault {
  const escaped = !/^[ \t\r\n]*\\?["'`]/.test(text) && text.includes('\\');
  const replacement = inner.trim().replace(/ {2,}/g, ' ').replace(/ ;/g, ';');
  return {
    code: escaped ? 'backslash' : 'quote-character',
    span: { start: 0, end: text.length },
    message: escaped ? 'a backslash stands before the semicolons' : 'quotes stand around the record',
    hint: escaped ? 'drop every backslash' : 'quotes belong to zone files, not to the record: drop them',
    ...(reads && { replacement }),
  };
}
