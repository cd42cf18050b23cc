import { parseDkimKey } from '../dkim.ts';
import type { Start } from '../near-miss.ts';
import { plainText, trimCharacters } from '../octets.ts';

const KEY = /(?:^|[;\s,"\\])p\s*=\s*["']?[A-Za-z0-9+/]{16}/;
const VERSION = /^v\s*[=:]\s*dkim\s*-?1(?![0-9a-z])/i;
const DETECTED = 400;

/** How a text that was meant as a key record begins, where verifiers cannot read it. */
export function startsDkim(text: string, body: string, junk: number): Start | undefined {
  const head = body.slice(0, DETECTED);
  const version = VERSION.exec(head)?.[0];
  if (version === undefined && !(/^k\s*=\s*(?:rsa|ed25519)/i.test(head) && KEY.test(head))) return undefined;
  if (version !== undefined && !/p\s*=/.test(head)) return undefined;
  // Blanks are allowed before the first tag (RFC 6376 §3.2).
  const begins = junk === 0 || /^[ \t\r\n]*$/.test(text.slice(0, junk));
  const rest = head.slice(version?.length ?? 0);
  if (/^\s*\\/.test(rest) || /^k\s*=\s*\w+\s*\\/i.test(head)) {
    return start(
      version?.length ?? 1,
      'backslash',
      'a backslash stands before the semicolon',
      'drop every backslash',
    );
  }
  if (version !== undefined && !/^\s*(?:;|$)/.test(rest)) {
    return start(version.length, 'separator', 'no semicolon follows the version', 'write “v=DKIM1;”');
  }
  return begins
    ? undefined
    : start(0, 'leading', 'the record does not begin with a tag', 'drop what is before it');
}

function start(end: number, code: string, message: string, hint: string): Start {
  return { end, code, message: `${message}, so verifiers cannot read it`, hint };
}

export function correctedDkim(body: string): string | undefined {
  if (body.length > 8192) return undefined;
  const plain = plainText(body).replace(/[\\"'`]/g, '');
  const candidate = trimCharacters(
    plain.replace(/^(v\s*[=:]\s*dkim\s*-?1)\s*(?:[,:.]\s*)?(?=[a-z]\s*=)/i, 'v=DKIM1; '),
    ' \t;,',
  );
  return parseDkimKey(candidate).value.status === 'ok' ? candidate : undefined;
}
