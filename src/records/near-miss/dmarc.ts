import { isDmarc, parseDmarc } from '../dmarc.ts';
import type { Start } from '../near-miss.ts';
import { plainText, trimCharacters } from '../octets.ts';

const POLICY = /(?:^|[;\s,"\\])p\s*[=:]\s*["']?(?:none|quarantine|reject)\b/i;
/** A version that is surely DMARC's, whatever stands around it. */
const VERSION =
  /^(?:[a-z@]{0,8}\s*(?:[:=]\s*)?)?v\s*(?:[=:-]{1,2}\s*)?d\s?mar[ck]\s*(?:[-_]\s*)?1?(?:\.0)?(?![0-9a-z])/i;
const BARE = /^_?dmarc\s*(?:[-_=]\s*)?1?(?:\.0)?(?=[\s;,:])/i;
const LAST = /[;\s]\s{0,8}v\s{0,8}=\s{0,8}dmarc1\s{0,8}(?:;\s{0,8})?$/i;
/** Enough for {@link LAST}. */
const TAIL = 48;
const DETECTED = 400;
const LONGEST = 4096;

/** How a text that was meant as DMARC begins, where that is not `v=DMARC1;`. */
export function startsDmarc(body: string): Start | undefined {
  const head = body.slice(0, DETECTED);
  const version = VERSION.exec(head)?.[0];
  if (version !== undefined && surely(head, version)) return wrongVersion(head, version);
  const bare = BARE.exec(head)?.[0];
  if (bare !== undefined && POLICY.test(head)) {
    return start(bare.length, 'bad-version', 'the version is not “v=DMARC1”', 'begin with “v=DMARC1;”');
  }
  if (LAST.test(body.slice(-TAIL)) && POLICY.test(head)) {
    return start(
      body.length,
      'version-not-first',
      'the version is not the first tag',
      'move v=DMARC1 to the beginning',
    );
  }
  const lone = /^p\s*=\s*(?:none|quarantine|reject)\s*(?:;|$)/i.exec(head)?.[0];
  if (lone === undefined) return undefined;
  return start(lone.length, 'missing-version', 'the version is missing', 'begin with “v=DMARC1;”');
}

/** `v=DMARC1` in any shape is nobody's token; a word before it must be one that people paste. */
function surely(head: string, version: string): boolean {
  const before = /^(.*?)v\s*(?:[=:-]{1,2}\s*)?d/is.exec(version)?.[1]?.trim() ?? '';
  return (
    before.length < 2 ||
    /^(?:value|record|txt|text|data|content|dmarc|@)\s*[:=]?$/i.test(before) ||
    POLICY.test(head)
  );
}

function start(end: number, code: string, message: string, hint: string): Start {
  return { end, code, message: `${message}, so receivers pass over the record`, hint };
}

function wrongVersion(head: string, version: string): Start {
  const end = version.length;
  const rest = head.slice(end);
  if (!/^v\s*=\s*DMARC1$/.test(version)) {
    const other = /^v\s*=\s*dmarc1$/i.test(version);
    const hint = other ? 'write DMARC1 in capitals' : 'begin with “v=DMARC1;”';
    return start(end, other ? 'version-case' : 'bad-version', 'the version is not “v=DMARC1”', hint);
  }
  if (/^\s*(?:;|$)/.test(rest))
    return start(end, 'leading', 'the version is not at the beginning', 'drop what is before it');
  if (rest.trimStart().startsWith('\\')) {
    return start(end + 1, 'backslash', 'a backslash stands before the semicolon', 'drop every backslash');
  }
  return start(end, 'separator', 'no semicolon follows “v=DMARC1”', 'write “v=DMARC1;”');
}

/** The record with its version put right, where every tag of it then is valid. */
export function correctedDmarc(body: string, { end, code }: Start): string | undefined {
  if (body.length > LONGEST) return undefined;
  const rest = restOf(body, end, code);
  const plain = plainText(rest).replaceAll('\\', '').replace(/"\s*"/g, '');
  const tags = trimCharacters(plain, ' \t\r\n"\'`;,:.');
  const candidate = withPolicy(tags === '' ? [] : [tags]);
  return isDmarc(candidate) && parseDmarc(candidate).value.p !== undefined ? candidate : undefined;
}

/** Where no policy is named, none is asked for; without a tag that says so no receiver reads the rest (RFC 9989 §4.10.1). */
function withPolicy(tags: readonly string[]): string {
  const candidate = ['v=DMARC1', ...tags].join('; ');
  const lacksPolicy = parseDmarc(candidate).faults.some(({ code }) => code === 'missing-p');
  return lacksPolicy ? ['v=DMARC1', 'p=none', ...tags].join('; ') : candidate;
}

function restOf(body: string, end: number, code: string): string {
  if (code === 'missing-version') return body;
  if (code !== 'version-not-first') return body.slice(end);
  return body.slice(0, body.length - LAST.exec(body.slice(-TAIL))![0].length);
}
