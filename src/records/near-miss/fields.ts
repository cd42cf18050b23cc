import { isMtaSts, parseMtaSts } from '../mta-sts.ts';
import type { Start } from '../near-miss.ts';
import { plainText, trimCharacters } from '../octets.ts';
import { isTlsRpt, parseTlsRpt } from '../tls-rpt.ts';

/** How texts begin that were meant as the record of MTA-STS or TLS-RPT, where that is not the version and a semicolon. */
interface FieldProtocol {
  version: string;
  /** The version, whatever people make of it. */
  written: RegExp;
  /** What a text begins with that lacks its version, at the record's own name. */
  bare: RegExp;
  isValid: (text: string) => boolean;
}

const FIELD_PROTOCOLS = {
  'mta-sts': {
    version: 'v=STSv1',
    written: /^(?:v(?:ersion)?\s{0,4}[=:]?\s{0,4})?(?:mta[-_ ]?)?sts\s?[-_]?v?\s?1?(?:\.0)?(?![0-9a-z])/i,
    bare: /^id\s{0,4}[=:]/i,
    isValid: (text) => isMtaSts(text) && parseMtaSts(text).faults.length === 0,
  },
  'tls-rpt': {
    version: 'v=TLSRPTv1',
    written: /^(?:v(?:ersion)?\s{0,4}[=:]?\s{0,4})?tls[-_ ]?rpt\s?[-_]?v?\s?1?(?:\.0)?(?![0-9a-z])/i,
    bare: /^rua\s{0,4}[=:]/i,
    isValid: (text) => isTlsRpt(text) && parseTlsRpt(text).faults.length === 0,
  },
} as const satisfies Record<string, FieldProtocol>;

export type FieldProtocolName = keyof typeof FIELD_PROTOCOLS;

const DETECTED = 200;
const LONGEST = 4096;

/** A version alone is somebody's token (“sts1”): a field, a sign or the “v” has to be there too. */
export function startsFields(protocol: FieldProtocolName, body: string): Start | undefined {
  const { version, written } = FIELD_PROTOCOLS[protocol];
  const head = body.slice(0, DETECTED);
  const found = written.exec(head)?.[0];
  if (found === undefined) return undefined;
  const rest = head.slice(found.length);
  const hasSign = /^v/i.test(found) || /^[;:,\s]{0,4}[a-z]{1,32} ?[=:]/i.test(rest);
  return hasSign ? wrongStart(version, found, rest) : undefined;
}

function wrongStart(version: string, found: string, rest: string): Start {
  if (found !== version) {
    const onlyCase = found.toLowerCase() === version.toLowerCase();
    const hint = onlyCase ? `write ${version.slice(2)} exactly so` : `begin with “${version};”`;
    return start(
      found.length,
      onlyCase ? 'version-case' : 'bad-version',
      `the version is not “${version}”`,
      hint,
    );
  }
  if (/^[ \t]*;/.test(rest))
    return start(found.length, 'leading', 'the version is not at the beginning', 'drop what is before it');
  if (rest.trimStart().startsWith('\\'))
    return start(
      found.length + 1,
      'backslash',
      'a backslash stands before the semicolon',
      'drop every backslash',
    );
  return start(found.length, 'separator', `no semicolon follows “${version}”`, `write “${version};”`);
}

function start(end: number, code: string, message: string, hint: string): Start {
  return { end, code, message: `${message}, so senders pass over the record`, hint };
}

/** At the record's own name a text without any version was meant as it, too. */
export function lacksVersion(protocol: FieldProtocolName, body: string): Start | undefined {
  const { version, bare } = FIELD_PROTOCOLS[protocol];
  const found = bare.exec(body.slice(0, DETECTED))?.[0];
  return found === undefined
    ? undefined
    : start(found.length, 'missing-version', 'the version is missing', `begin with “${version};”`);
}

/** The record with its version put right, where every field of it then is valid. */
export function correctedFields(
  protocol: FieldProtocolName,
  body: string,
  { end, code }: Start,
): string | undefined {
  if (body.length > LONGEST) return undefined;
  const { version, isValid } = FIELD_PROTOCOLS[protocol];
  const rest = plainText(code === 'missing-version' ? body : body.slice(end));
  const fields = trimCharacters(rest.replaceAll('\\', '').replace(/"\s*"/g, ''), ' \t\r\n"\'`;,:.');
  const candidate = `${version}; ${fields};`;
  return isValid(candidate) ? candidate : undefined;
}
