import { readAvatar, readPrefixes, readUri } from './bimi/values.ts';
import { nearest } from './edit-distance.ts';
import { quoted } from './octets.ts';
import type { Fault, Parsed } from './parsed.ts';
import { readTags, type Tag } from './tags.ts';

/** The BIMI assertion record (draft-brand-indicators-for-message-identification-12 §4.3). */
export interface BimiRecord {
  tags: Tag[];
  /** Where the logo is; empty where the domain declines, absent where it is missing or not valid. */
  l?: string;
  /** Where the certificate of the logo is; empty where there is none. */
  a: string;
  avp: 'brand' | 'personal';
  /** Beginnings of local parts that have a selector of their own; `[]` is for all of them. */
  lps?: string[];
  /** §4.3.1: no logo is to be shown, which is something else than no record. */
  declined: boolean;
}

const VERSION = /^v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/;
const KNOWN = ['v', 'l', 'a', 'avp', 'lps'];
/** What others call the tags. */
const ALIASES: Record<string, string> = { logo: 'l', location: 'l', svg: 'l', vmc: 'a', cmc: 'a', cert: 'a' };

/** §4.3: the version is the first tag, to the letter. */
export function isBimi(text: string): boolean {
  return VERSION.test(text);
}

export function selectBimi(texts: readonly string[]): string[] {
  return texts.filter(isBimi);
}

/** Reads every tag: receivers must not put anything right (§4.3). */
export function parseBimi(text: string): Parsed<BimiRecord> {
  const { tags, faults } = readTags(text, { blanks: 'fws' });
  const value: BimiRecord = { tags, a: '', avp: 'brand', declined: false };
  const seen = new Map<string, Tag>();
  if (!isBimi(text)) faults.push(badVersion(text));
  for (const tag of tags) {
    if (seen.has(tag.name)) faults.push(duplicate(tag));
    else faults.push(...readTag(tag, value));
    seen.set(tag.name, seen.get(tag.name) ?? tag);
  }
  const l = seen.get('l');
  if (l === undefined && !faults.some(({ replacement }) => replacement === 'l')) faults.push(missingL(text));
  if (l?.value === '' && value.a !== '') faults.push(emptyL(l));
  value.declined = l?.value === '' && value.a === '' && (seen.get('a')?.value ?? '') === '';
  return { text, value, faults: faults.toSorted((a, b) => a.span.start - b.span.start) };
}

/** Whether receivers go on in spite of a fault: what is unknown or only a preference is ignored. */
export function isPassedOver({ code }: Pick<Fault, 'code'>): boolean {
  return ['unknown-tag', 'empty-tag', 'bad-avp'].includes(code);
}

function readTag(tag: Tag, value: BimiRecord): Fault[] {
  const { name } = tag;
  if (name === 'v') return [];
  if (!KNOWN.includes(name)) return [unknownTag(tag)];
  if (name === 'avp') return readAvatar(tag, value);
  if (name === 'lps') return readPrefixes(tag, value);
  const faults = readUri(tag);
  if (faults.length === 0) value[name as 'l' | 'a'] = tag.value;
  return faults;
}

function unknownTag({ name, nameSpan: span }: Tag): Fault {
  const lower = name.toLowerCase();
  const meant =
    ALIASES[lower] ??
    (KNOWN.includes(lower) ? lower : lower.length > 1 ? nearest(lower, ['avp', 'lps'], 1) : undefined);
  if (meant === undefined) {
    const message = `the tag ${quoted(name)} is not known, and receivers ignore it`;
    return { code: 'unknown-tag', span, message, hint: 'drop it, if nobody reads it' };
  }
  const message = `${quoted(name)} is not read as “${meant}”`;
  return { code: 'misspelt-tag', span, message, hint: `write ${meant}=`, replacement: meant };
}

/** RFC 6376 §3.2: a list that names a tag twice is invalid as a whole. */
function duplicate({ name, nameSpan, valueSpan }: Tag): Fault {
  const message = `the tag “${name}” stands twice, and that voids the whole record`;
  const span = { start: nameSpan.start, end: valueSpan.end };
  return { code: 'duplicate-tag', span, message, hint: 'keep one of the two' };
}

function badVersion(text: string): Fault {
  const semicolon = text.indexOf(';');
  const span = { start: 0, end: semicolon === -1 ? text.length : semicolon };
  const message = `the record begins with ${quoted(text.slice(0, span.end))}`;
  return {
    code: 'bad-version',
    span,
    message,
    hint: 'a BIMI record begins with “v=BIMI1;”, capitals included',
  };
}

function missingL(text: string): Fault {
  const span = { start: text.length, end: text.length };
  const hint = 'add l= with the https:// address of the logo, or l= with nothing to show none';
  return { code: 'missing-l', span, message: 'the record does not say where the logo is', hint };
}

function emptyL({ nameSpan, valueSpan }: Tag): Fault {
  const span = { start: nameSpan.start, end: valueSpan.end };
  const message = '“l” is empty, which declines, while “a” names a certificate';
  return { code: 'empty-l', span, message, hint: 'add the https:// address of the logo' };
}
