import { isDmarc } from './dmarc.ts';
import { isMtaSts } from './mta-sts.ts';
import { correctedDkim, startsDkim } from './near-miss/dkim.ts';
import { correctedDmarc, startsDmarc } from './near-miss/dmarc.ts';
import { correctedFields, type FieldProtocolName, lacksVersion, startsFields } from './near-miss/fields.ts';
import { correctedSpf, startsSpf } from './near-miss/spf.ts';
import { describeOdd, type OddCharacter, oddAt } from './octets.ts';
import type { Fault } from './parsed.ts';
import { selectSpf } from './spf.ts';
import { isTlsRpt } from './tls-rpt.ts';

export interface NearMissRecord {
  protocol: 'spf' | 'dkim' | 'dmarc' | FieldProtocolName;
  fault: Fault;
  /** The whole text as it was surely meant; receivers read it. */
  corrected?: string;
}

/** What a protocol knows of a beginning that is not its version: how far it goes and what is wrong with it. */
export interface Start {
  end: number;
  code: string;
  message: string;
  hint: string;
}

const JUNK = ' \t\r\n"\'`\\;,.<>()';
const LONGEST_JUNK = 64;

/**
 * A TXT text that was surely meant as a record and that receivers pass over, as its version is not where or what it
 * must be. Verification tokens, notes and valid records are none.
 */
export function nearMiss(text: string): NearMissRecord | undefined {
  if (isRecord(text)) return undefined;
  const start = junkEnd(text);
  const body = text.slice(start);
  // Sender ID (RFC 4406) is another protocol, not a misspelt one.
  if (/^spf2\.0\//i.test(body)) return undefined;
  const spf = startsSpf(body);
  if (spf !== undefined) return miss('spf', text, start, spf, correctedSpf(body, spf));
  const dmarc = startsDmarc(body);
  if (dmarc !== undefined) return miss('dmarc', text, start, dmarc, correctedDmarc(body, dmarc));
  for (const protocol of ['mta-sts', 'tls-rpt'] as const) {
    const found = startsFields(protocol, body);
    if (found !== undefined)
      return miss(protocol, text, start, found, correctedFields(protocol, body, found));
  }
  const dkim = startsDkim(text, body, start);
  return dkim && miss('dkim', text, start, dkim, correctedDkim(body));
}

function isRecord(text: string): boolean {
  return selectSpf([text]).length > 0 || isDmarc(text) || isMtaSts(text) || isTlsRpt(text);
}

/** The same at the record's own name, where a text without any version was meant as it too. */
export function nearMissAt(protocol: FieldProtocolName, text: string): NearMissRecord | undefined {
  if (isRecord(text)) return undefined;
  const near = nearMiss(text);
  if (near !== undefined) return near.protocol === protocol ? near : undefined;
  const start = junkEnd(text);
  const body = text.slice(start);
  const found = lacksVersion(protocol, body);
  return found && miss(protocol, text, start, found, correctedFields(protocol, body, found));
}

/** Quotes, blanks and invisible characters before the record. */
function junkEnd(text: string): number {
  let at = 0;
  while (at < Math.min(text.length, LONGEST_JUNK)) {
    const odd = oddAt(text, at);
    if (odd === undefined ? !JUNK.includes(text[at]!) : !isJunk(odd)) break;
    at = odd?.end ?? at + 1;
  }
  return at;
}

function isJunk({ ascii, codePoint }: OddCharacter): boolean {
  return ascii === undefined ? codePoint < 0x80 : ascii.trim() === '';
}

function miss(
  protocol: NearMissRecord['protocol'],
  text: string,
  junk: number,
  start: Start,
  corrected: string | undefined,
): NearMissRecord {
  const { end, ...words } = junk > 0 ? junkStart(text, junk, start) : start;
  const span = { start: 0, end: junk > 0 ? junk : end };
  const fault = { ...words, span };
  return { protocol, fault, ...(corrected !== undefined && { corrected }) };
}

function junkStart(text: string, junk: number, start: Start): Start {
  const odd = oddAt(text, 0);
  const what = odd !== undefined ? describeOdd(odd) : text[0] === ' ' ? 'a space' : `“${text[0]}”`;
  const code =
    text[0] === ' ' || odd?.ascii === ' '
      ? 'leading-blank'
      : odd === undefined
        ? 'leading-character'
        : 'non-ascii';
  const quote = text[0] === '"' || text[0] === "'" || odd?.name === 'a typographic quote';
  return {
    end: junk,
    code: quote ? 'quote-character' : code,
    message: `the record begins with ${what}, so receivers pass over it`,
    hint: start.code === 'leading' ? 'drop what is before the version' : `drop it; also: ${start.hint}`,
  };
}
