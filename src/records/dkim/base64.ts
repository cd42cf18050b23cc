import { describeOdd, oddAt, plainText, quoted } from '../octets.ts';
import type { Fault } from '../parsed.ts';
import type { Tag } from '../tags.ts';

/** Base64 without blanks, padded. */
export function repairedBase64(value: string): string {
  const plain = value.replace(/[ \t\r\n]+/g, '');
  let end = plain.length;
  while (end > 0 && plain[end - 1] === '=') end--;
  const data = plain.slice(0, end);
  return data + '='.repeat((4 - (data.length % 4)) % 4);
}

/** What makes the value no base64, with the value as it was surely meant. */
export function strangeBase64({ value, valueSpan }: Tag): Fault | undefined {
  if (/-----|BEGIN|PUBLIC KEY/.test(value)) return pemHeader({ value, valueSpan });
  const at = value.search(/[^A-Za-z0-9+/= \t\r\n]/);
  const inner = value.search(/=[ \t\r\n]*[^= \t\r\n]/);
  if (at === -1 && inner === -1) return incomplete({ value, valueSpan });
  const start = at === -1 ? inner : at;
  const odd = oddAt(value, start);
  const what = odd === undefined ? quoted(value[start]!) : describeOdd(odd);
  const cleaned = clean(value);
  const span = { start: valueSpan.start + start, end: valueSpan.start + (odd?.end ?? start + 1) };
  return {
    code: 'bad-base64',
    span: cleaned === undefined ? span : valueSpan,
    message: `the key holds ${what}, which is no base64`,
    hint: 'quotes, backslashes and dashes do not belong to the key: copy it again',
    ...(cleaned !== undefined && { replacement: cleaned }),
  };
}

function pemHeader({ value, valueSpan }: Pick<Tag, 'value' | 'valueSpan'>): Fault {
  const body = value.replace(/-{2,5}(?:BEGIN|END)[A-Z \t]{0,40}-{2,5}/g, '');
  const cleaned = /PRIVATE/.test(value) ? undefined : clean(body);
  return {
    code: 'pem-header',
    span: valueSpan,
    message: 'the key holds the header of a PEM file',
    hint: /PRIVATE/.test(value)
      ? 'this looks like a private key: withdraw it, make a new pair, publish the public key'
      : 'publish only the base64 between the header and footer lines',
    ...(cleaned !== undefined && { replacement: cleaned }),
  };
}

/** No base64 has 4n + 1 characters: some are missing. */
function incomplete({ value, valueSpan }: Pick<Tag, 'value' | 'valueSpan'>): Fault | undefined {
  const length = value.replace(/[ \t\r\n=]+/g, '').length;
  if (length % 4 !== 1) return undefined;
  const hint = 'publish the whole key; more than 255 characters go into several strings of one TXT record';
  return { code: 'truncated-key', span: valueSpan, message: 'characters of the key are missing', hint };
}

/** The key without pasted quotes and backslashes, with the URL alphabet turned back. */
function clean(value: string): string | undefined {
  const plain = plainText(value)
    .replace(/[\s"'`\\,()<>]+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(plain) || plain.replaceAll('=', '').length % 4 === 1) return undefined;
  return repairedBase64(plain);
}
